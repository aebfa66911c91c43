// Karen's day in a process of its own, for ForgetsTest to look into: the app as it is, drawn without a window, over the real
// core. Refuses to keep in its own hands what it plays with. Each marker is made when it is needed, so that none stands here.
package dk.samtale

import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.unit.Density
import com.sun.management.HotSpotDiagnosticMXBean
import dk.samtale.app.App
import dk.samtale.app.DialogModel
import dk.samtale.app.InsideModel
import dk.samtale.app.OnboardingModel
import dk.samtale.app.Outside
import dk.samtale.app.Step
import dk.samtale.core.Answer
import dk.samtale.core.KeyStore
import dk.samtale.core.Language
import dk.samtale.core.Samtale
import dk.samtale.theme.Light
import dk.samtale.theme.SamtaleTheme
import dk.samtale.town.Browser
import dk.samtale.town.bubbles
import dk.samtale.town.patience
import dk.samtale.town.trusting
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import java.io.File
import java.lang.management.ManagementFactory
import java.security.MessageDigest
import kotlin.coroutines.CoroutineContext

/** What is planted under a name: letters that stand nowhere else. */
fun marker(what: String): String {
    val hex = MessageDigest.getInstance("SHA-256").digest("samtale1.test $what".toByteArray()).joinToString("") { "%02x".format(it) }
    return "${hex.take(12)}-${hex.substring(12, 24)}"
}

/** How many frames are drawn after something has changed. */
private const val REST = 5

class Day(private val town: File, private val folder: File) {
    private val model = OnboardingModel(Samtale(File(folder, "device").apply { mkdirs() }.path, KeyStore.MEMORY, Language.DANISH), Language.DANISH)
    private var scene: ImageComposeScene? = null
    private var time = 0L
    private val inside: InsideModel get() = (model.step as Step.Inside).model
    private val dialog: DialogModel get() = inside.open!!

    /** Draws until it is so, and then until springs rest. */
    private suspend fun until(holds: () -> Boolean) = withTimeout(patience) {
        var rested = 0
        while (rested < REST) {
            scene!!.render(time)
            time += 100_000_000L
            yield()
            if (holds()) rested++
        }
    }

    private fun screen(context: CoroutineContext): ImageComposeScene {
        val nowhere = Outside(openPage = {}, choosePhoto = {}, copy = {})
        return ImageComposeScene(540, 1170, Density(1.3f), coroutineContext = context) { SamtaleTheme(Light) { App(model, nowhere) } }
    }

    suspend fun comesIn(link: String, context: CoroutineContext) {
        model.opened(link)
        model.opened(Browser(trusting(File(town, "server/tls/cert.pem"))).logIn(model.login()!!, "Karen Holm"))
        scene = screen(context)
        until { inside.inbox?.rows.orEmpty().any { it.waiting != null } }
        inside.open(inside.inbox!!.rows.first().dialog)
        until { dialog.view?.consent != null }
    }

    suspend fun talks() {
        dialog.answer(dialog.view!!.consent!!.proposal, Answer.YES)
        until { dialog.view?.mayWrite == true }
        dialog.draft.text = "Jeg glæder mig 🎉 ${marker("karens-post")}"
        dialog.draft.photo = File(folder, "chosen").readBytes()
        dialog.draft.alt = marker("what-karens-photo-shows")
        until { true }
        dialog.draft.send(dialog::send)
        until { dialog.view?.bubbles().orEmpty().run { count { it.photo != null } == 2 && any { marker("alis-post") in it.text } } }
        // Looked at, both of them; and something begun that is not sent.
        for (photo in dialog.view!!.bubbles().mapNotNull { it.photo }) dialog.photo(photo.file)!!
        dialog.draft.text = marker("draft")
        dialog.draft.photo = File(folder, "unsent").readBytes()
        until { true }
    }

    /** In sight: the locked door is drawn over what was there. */
    suspend fun locks() {
        model.lock()
        until { model.step == Step.Locked }
    }

    /** Reads it all again. */
    suspend fun comesBack() {
        model.unlock()
        until { inside.inbox?.rows.orEmpty().isNotEmpty() }
        inside.open(inside.inbox!!.rows.first().dialog)
        until { dialog.view?.bubbles().orEmpty().count { it.photo != null } == 2 }
        for (photo in dialog.view!!.bubbles().mapNotNull { it.photo }) dialog.photo(photo.file)!!
        dialog.draft.text = marker("draft")
        dialog.draft.photo = File(folder, "unsent").readBytes()
        until { true }
    }

    /** Out of sight, as a phone does it: nothing is drawn any more, and what was drawn is let go. */
    suspend fun isLeft() {
        model.lock()
        scene!!.close()
        scene = null
        // What was under way hears that it is over.
        repeat(100) { yield() }
    }

    /** Everything that can still be reached, after a collection; the rest is nobody's. */
    fun dump(name: String) = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean::class.java).dumpHeap(File(folder, name).path, true)
}

/** Says a word, and waits for the next. */
private fun say(word: String) {
    println("\n$word")
    readln()
}

fun main(told: Array<String>) = runBlocking {
    val day = Day(File(told[0]), File(told[1]))
    day.comesIn(told[2], coroutineContext)
    day.talks()
    day.dump("unlocked.hprof")
    day.locks()
    day.dump("locked.hprof")
    day.comesBack()
    day.dump("back.hprof")
    day.isLeft()
    day.dump("left.hprof")
    say("LEFT")
    // The scene had coroutines that wait for frames.
    Runtime.getRuntime().halt(0)
}
