// What Karen's app leaves behind when it is locked, in a JVM: its heap is dumped and searched before, so that the search can
// fail, and after, with its door in sight and out of sight. Refuses to call what can still be reached garbage; what a JVM does not
// wipe is counted, and stands in LIMITS.
package dk.samtale

import dk.samtale.core.InvitationDraft
import dk.samtale.core.Language
import dk.samtale.town.NeverCame
import dk.samtale.town.Town
import dk.samtale.town.bubbles
import dk.samtale.town.inboxUntil
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.io.RandomAccessFile

class ForgetsTest {
    @get:Rule val folder = TemporaryFolder()

    private val words = listOf("topic", "purpose", "karens-post", "alis-post", "draft", "what-karens-photo-shows", "what-alis-photo-shows")

    /** What is looked for under each name: words as a JVM keeps them, and the middle of each photo. */
    private fun needles(photos: Map<String, ByteArray>): Map<String, List<String>> =
        words.associateWith { name -> marker(name).let { listOf(it, latin(it.toByteArray(Charsets.UTF_16LE)), latin(it.toByteArray(Charsets.UTF_16BE))) } } +
            photos.mapValues { (_, bytes) -> listOf(latin(bytes.copyOfRange(bytes.size / 2, bytes.size / 2 + 32))) }

    /** Compose without a window breaks now and then while it draws: a day that did not come to its end is played again. */
    @Test fun whatKarenReadAndWroteIsInNoObjectOnceHerAppIsLocked() {
        val broken = (1..2).all { day ->
            try {
                plays(folder.newFolder("day$day"))
                false
            } catch (broken: NeverCame) {
                println("The day broke off: ${broken.javaClass.simpleName}")
                true
            }
        }
        if (broken) plays(folder.newFolder("day3"))
    }

    private fun plays(root: File): Unit = Town(File(System.getProperty("samtale.server")), root).use { town ->
        val home = File(root, "karen").apply { mkdirs() }
        val photos = mapOf("karens-photo" to landscape(320, 240), "alis-photo" to landscape(300, 220), "unsent-photo" to landscape(280, 200))
        File(home, "chosen").writeBytes(photos.getValue("karens-photo"))
        File(home, "unsent").writeBytes(photos.getValue("unsent-photo"))
        val ali = runBlocking { Person.enrol(town, "Ali Mentor", town.staffLink, Language.DANISH) }
        val draft = InvitationDraft("Karen Holm", marker("topic"), "Så ${marker("purpose")}.", "Velkommen ${marker("alis-post")}", false)
        val link = runBlocking { ali.session.invite(draft).link }
        val needles = needles(photos)

        val karen = ProcessBuilder(
            File(System.getProperty("java.home"), "bin/java").path, "-Djava.awt.headless=true", "-Xmx256m", "-XX:+UseSerialGC",
            "-Duniffi.component.samtale.libraryOverride=${System.getProperty("uniffi.component.samtale.libraryOverride")}",
            "-cp", System.getProperty("java.class.path"), "dk.samtale.DayKt", root.path, home.path, link,
        ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        try {
            val says = karen.inputStream.bufferedReader()
            fun hears(word: String) {
                if (generateSequence(says::readLine).none { it == word }) throw NeverCame(word)
            }
            runBlocking {
                val dialog = ali.session.inboxUntil { it.rows.isNotEmpty() }.rows.first().dialog
                ali.until(dialog) { it.mayWrite }
                ali.session.postPhoto(dialog, photos.getValue("alis-photo"), "", marker("what-alis-photo-shows"))
                ali.until(dialog) { view -> view.bubbles().count { it.photo != null } == 2 }
            }
            hears("LEFT")
            for (open in listOf("unlocked", "back")) {
                assertEquals("the search finds what is there", needles.keys, found(File(home, "$open.hprof"), needles))
            }
            for (closed in listOf("locked", "left")) {
                assertEquals("nothing that can be reached, $closed", emptySet<String>(), found(File(home, "$closed.hprof"), needles))
            }
            val garbage = leftIn(karen.pid(), needles)
            println("Garbage that the JVM does not wipe: ${garbage.size} of ${needles.size}, ${garbage.values.sum()} copies")
            karen.outputStream.apply { write('\n'.code); flush() }
            assertEquals(0, karen.waitFor())
        } finally {
            karen.destroyForcibly()
        }
    }

    private fun latin(bytes: ByteArray) = String(bytes, Charsets.ISO_8859_1)

    private fun found(dump: File, needles: Map<String, List<String>>): Set<String> =
        latin(dump.readBytes()).let { all -> needles.filterValues { forms -> forms.any { it in all } }.keys }

    /** How often each lies in all of a process's memory, garbage and all. */
    private fun leftIn(pid: Long, needles: Map<String, List<String>>): Map<String, Int> {
        val left = needles.keys.associateWithTo(mutableMapOf()) { 0 }
        RandomAccessFile("/proc/$pid/mem", "r").use { memory ->
            for (line in File("/proc/$pid/maps").readLines().filter { " rw" in it }) {
                val (from, to) = line.substringBefore(' ').split('-').map { it.toLong(16) }
                val bytes = ByteArray((to - from).toInt())
                val all = runCatching { memory.seek(from); memory.readFully(bytes); latin(bytes) }.getOrNull() ?: continue
                for ((name, forms) in needles) left.merge(name, forms.sumOf { all.count(it) }, Int::plus)
            }
        }
        return left.filterValues { it > 0 }
    }

    private fun String.count(needle: String): Int = generateSequence(indexOf(needle)) { indexOf(needle, it + 1) }.takeWhile { it >= 0 }.count()
}
