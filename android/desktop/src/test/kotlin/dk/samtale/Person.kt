// A person with a device: enrols, writes, reads, all through the core as the apps use it. Refuses to look behind the views.
// Told about in StoryTest.
package dk.samtale

import dk.samtale.core.Answer
import dk.samtale.core.BringDraft
import dk.samtale.core.InvitationDraft
import dk.samtale.core.InvitationView
import dk.samtale.core.DeviceView
import dk.samtale.core.DialogView
import dk.samtale.core.KeyStore
import dk.samtale.core.Language
import dk.samtale.core.Samtale
import dk.samtale.core.Session
import dk.samtale.town.Town
import dk.samtale.town.bubbles
import dk.samtale.town.dialogUntil
import dk.samtale.town.inboxUntil

class Person private constructor(private val opened: Samtale?, var session: Session) {
    val samtale: Samtale get() = opened!!

    suspend fun until(dialog: String, holds: (DialogView) -> Boolean): DialogView = session.dialogUntil(dialog, holds)

    suspend fun reads(dialog: String, text: String): DialogView = until(dialog) { view -> view.bubbles().any { it.text == text } }

    suspend fun invitesKaren(): InvitationView =
        session.invite(InvitationDraft("Karen Holm", "Vejen til læreplads", "Så vi kan aftale møder og tale om, hvordan det går.", "", false))

    /** Invites Mette into a dialog: an external professional who sees as little as can be. */
    suspend fun bringsMette(dialog: String): InvitationView {
        val sees = session.bringing(dialog).sees.first().choice
        return session.bring(dialog, BringDraft("Mette Vind", "Så hun kan hjælpe med skolen.", "external", sees))
    }

    /** Says yes to what a dialog asks. */
    suspend fun agrees(dialog: String) {
        val proposal = proposal(dialog)
        session.answer(dialog, proposal, Answer.YES)
        until(dialog) { it.consent?.proposal != proposal }
    }

    /** Does what a button by somebody in the list of members offers; the first that begins with `kind`. */
    suspend fun does(dialog: String, member: String, kind: String) {
        fun find(view: DialogView) = view.members.firstOrNull { it.name == member }?.acts?.firstOrNull { it.act.startsWith(kind) }
        session.act(dialog, find(until(dialog) { find(it) != null })!!.act)
    }

    /** One more device of this person's, added at a link that this one shows. */
    suspend fun adds(town: Town, name: String, device: String, language: Language = Language.DANISH): Person =
        enrol(town, name, session.addDevice().link, language, device)

    /** This person's devices, as soon as there are so many. */
    suspend fun devices(count: Int): List<DeviceView> = session.inboxUntil { it.devices.size == count }.devices

    /** The dialog in which somebody waits for an answer. */
    suspend fun asked(): String = session.inboxUntil { inbox -> inbox.rows.any { it.waiting != null } }.rows.first { it.waiting != null }.dialog

    /** The proposal that waits in it. */
    suspend fun proposal(dialog: String): String = until(dialog) { it.consent != null }.consent!!.proposal

    companion object {
        /** Somebody whom a model has let in. */
        fun of(session: Session) = Person(null, session)

        suspend fun enrol(town: Town, name: String, link: String, language: Language = Language.DANISH, device: String = name): Person {
            val samtale = Samtale(town.device(device), KeyStore.MEMORY, language)
            val enrolment = samtale.enrol(link)
            return Person(samtale, enrolment.complete(town.browser.logIn(enrolment.loginUrl(), name, "Job og uddannelse")))
        }

        suspend fun ali(town: Town, language: Language = Language.DANISH) = enrol(town, "Ali Mentor", town.staffLink, language)

        /** Ali and Karen talk in a dialog. */
        suspend fun talking(town: Town, language: Language = Language.DANISH): Triple<Person, Person, String> {
            val ali = ali(town, language)
            val karen = enrol(town, "Karen Holm", ali.invitesKaren().link, language)
            val dialog = karen.asked()
            karen.session.answer(dialog, karen.proposal(dialog), Answer.YES)
            for (person in listOf(ali, karen)) person.until(dialog) { it.mayWrite }
            return Triple(ali, karen, dialog)
        }
    }
}
