// One person's device in the demo: the same models and screens as the apps, moved by cues instead of fingers.
// Refuses to go behind the screens: it does only what a person could do there. Called by Demo in a process of its own.
package dk.samtale.demo

import dk.samtale.app.DialogModel
import dk.samtale.app.InsideModel
import dk.samtale.app.OnboardingModel
import dk.samtale.app.Step
import dk.samtale.app.Trying
import dk.samtale.core.Answer
import dk.samtale.core.InvitationDraft
import dk.samtale.core.KeyStore
import dk.samtale.core.Language
import dk.samtale.core.Samtale
import dk.samtale.town.Browser
import dk.samtale.town.bubbles
import dk.samtale.town.dialogUntil
import dk.samtale.town.inboxUntil
import dk.samtale.town.isSent
import dk.samtale.town.trusting
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.io.File
import java.security.MessageDigest

class Client(private val person: Person, private val folder: File, private val watched: Boolean) {
    private val data = File(folder, "data")
    private val browser = Browser(trusting(File(data, "server/tls/cert.pem")))
    val model = OnboardingModel(Samtale(File(data, person.key).apply { mkdirs() }.path, KeyStore.MEMORY, Language.DANISH), Language.DANISH)
    private val inside: InsideModel get() = (model.step as? Step.Inside)?.model ?: error(model.trying.problem?.sentence ?: "Nobody is logged in")
    private val dialog: DialogModel get() = inside.open ?: error("No dialog is open")

    /** Does what a cue says; gives what there is to say about it to `says`. */
    suspend fun obey(cue: String, says: (String) -> Unit) = when (cue.substringBefore(' ')) {
        "enrol" -> enrol(cue.substringAfter(' '))
        "invite" -> says(invite())
        "consent" -> consent()
        "talk" -> talk(says)
        "photo" -> says(photo())
        "draw" -> pictures().forEach { says(it.path) }
        else -> error("An unknown cue: $cue")
    }

    private suspend fun enrol(link: String) {
        model.code = link
        pause()
        model.enrol()
        model.trying.wentWell()
        pause(2)
        val page = model.login() ?: error("There is no login page")
        pause()
        model.opened(withContext(Dispatchers.IO) { browser.logIn(page, person.full, person.unit) })
        inside
    }

    private suspend fun invite(): String {
        inside.invite()
        val making = inside.inviting!!
        making.draft.apply { name = Person.KAREN.full; topic = TOPIC; purpose = PURPOSE; first = script.first().text }
        pause(2)
        making.make(making.draft.filled())
        making.trying.wentWell()
        pause(2)
        inside.closeInvitation()
        return making.invitation!!.link
    }

    private suspend fun consent() {
        inside.open(inside.session.inboxUntil { list -> list.rows.any { it.waiting != null } }.rows.first { it.waiting != null }.dialog)
        val asked = inside.session.dialogUntil(dialog.dialog) { it.consent != null }.consent!!
        pause(3)
        dialog.answer(asked.proposal, Answer.YES)
        dialog.trying.wentWell()
    }

    /** Says its own lines, each when all before it can be read here; tells everything as it comes. */
    private suspend fun talk(says: (String) -> Unit) = coroutineScope {
        val session = inside.session
        if (inside.open == null) inside.open(session.inboxUntil { it.rows.isNotEmpty() }.rows.first().dialog)
        launch {
            var told = 0
            session.dialogUntil(dialog.dialog) { view ->
                val posts = view.bubbles()
                for (post in posts.drop(told)) says("${if (post.own) person.full else post.author}: ${post.text}")
                told = posts.size
                told == script.size && posts.all { it.isSent }
            }
        }
        for ((place, line) in script.withIndex().drop(1)) {
            if (line.by != person) continue
            session.dialogUntil(dialog.dialog) { it.mayWrite && it.bubbles().size >= place }
            write(line)
        }
    }

    private suspend fun write(line: Line) {
        val draft = dialog.draft
        pause()
        draft.text = line.text
        line.photo?.let {
            draft.photo = photograph()
            draft.alt = it
        }
        pause(line.text.length / 40)
        draft.send(dialog::send)
        dialog.trying.wentWell()
    }

    /** How large the photograph of the talk is as it came here, and its fingerprint. */
    private suspend fun photo(): String {
        val shown = inside.session.dialogUntil(dialog.dialog) { view -> view.bubbles().any { it.photo != null } }.bubbles().firstNotNullOf { it.photo }
        val bytes = if (person == Person.KAREN) photograph() else dialog.photo(shown.file) ?: error("The photograph did not come")
        return "${bytes.size} ${MessageDigest.getInstance("SHA-256").digest(bytes).joinToString("") { "%02x".format(it) }}"
    }

    /** The app as it stands when the whole talk and its photographs are on the screen. */
    private suspend fun pictures(): List<File> {
        val whole = inside.session.dialogUntil(dialog.dialog) { it.bubbles().size == script.size }
        whole.bubbles().mapNotNull { it.photo }.forEach { dialog.photo(it.file) ?: error("The photograph did not come") }
        return draw(person, model, folder) { inside.inbox != null && dialog.view?.bubbles()?.size == script.size }
    }

    /** A moment for those who look on; nobody needs it otherwise. */
    private suspend fun pause(length: Int = 1) {
        if (watched) delay(700L * length)
    }
}

private fun Trying.wentWell() {
    problem?.let { error("${it.sentence} (${it.code})") }
}
