// A person with a device: enrols, writes, reads, all through the core as the apps use it. Refuses to look behind the views.
// Told about in StoryTest.
package dk.samtale

import dk.samtale.core.InvitationDraft
import dk.samtale.core.InvitationView
import dk.samtale.core.DialogView
import dk.samtale.core.KeyStore
import dk.samtale.core.Language
import dk.samtale.core.Samtale
import dk.samtale.core.Session
import dk.samtale.town.Town
import dk.samtale.town.bubbles
import dk.samtale.town.dialogUntil
import dk.samtale.town.inboxUntil

class Person private constructor(val samtale: Samtale, var session: Session) {
    suspend fun until(dialog: String, holds: (DialogView) -> Boolean): DialogView = session.dialogUntil(dialog, holds)

    suspend fun reads(dialog: String, text: String): DialogView = until(dialog) { view -> view.bubbles().any { it.text == text } }

    suspend fun invitesKaren(): InvitationView =
        session.invite(InvitationDraft("Karen Holm", "Vejen til læreplads", "Så vi kan aftale møder og tale om, hvordan det går.", ""))

    /** The dialog in which somebody waits for an answer. */
    suspend fun asked(): String = session.inboxUntil { inbox -> inbox.rows.any { it.waiting != null } }.rows.first { it.waiting != null }.dialog

    /** The proposal that waits in it. */
    suspend fun proposal(dialog: String): String = until(dialog) { it.consent != null }.consent!!.proposal

    companion object {
        suspend fun enrol(town: Town, name: String, link: String): Person {
            val samtale = Samtale(town.device(name), KeyStore.MEMORY, Language.DANISH)
            val enrolment = samtale.enrol(link)
            return Person(samtale, enrolment.complete(town.browser.logIn(enrolment.loginUrl(), name, "Job og uddannelse")))
        }

        suspend fun ali(town: Town) = enrol(town, "Ali Mentor", town.staffLink)
    }
}
