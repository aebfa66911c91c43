// One client of the demo, seen from its parent: a process that is told lines and answers in lines.
// Refuses to outlive the parent: its input then ends, and it with that. Called by Director.
package dk.samtale.demo

import java.io.File
import java.util.concurrent.TimeUnit

class Actor(private val person: Person, folder: File, headless: Boolean) : AutoCloseable {
    private val process = ProcessBuilder(
        listOf(File(System.getProperty("java.home"), "bin/java").path) + passedOn() +
            listOf("-Djava.awt.headless=$headless", "-cp", System.getProperty("java.class.path"), "dk.samtale.demo.DemoKt", "role=${person.key}", "dir=$folder") +
            listOf("headless").filter { headless },
    ).redirectError(ProcessBuilder.Redirect.INHERIT).also { builder ->
        System.getProperty("samtale.fonts")?.let { builder.environment()["FONTCONFIG_FILE"] = it }
    }.start()
    private val last = Thread(process::destroy).also(Runtime.getRuntime()::addShutdownHook)
    private val input = process.outputWriter(Charsets.UTF_8)
    private val output = process.inputReader(Charsets.UTF_8)

    fun tell(cue: String) {
        input.write("$cue\n")
        input.flush()
    }

    /** What the client says until it is done, line by line. */
    fun hear(each: (String) -> Unit = {}): List<String> {
        val said = mutableListOf<String>()
        while (true) {
            val line = output.readLine() ?: error("${person.full} went away")
            when {
                line == DONE -> return said
                line.startsWith(FAILED) -> error("${person.full}: ${line.removePrefix(FAILED)}")
                line.startsWith(SAYS) -> line.removePrefix(SAYS).let { each(it); said += it }
            }
        }
    }

    fun ask(cue: String): List<String> {
        tell(cue)
        return hear()
    }

    fun awaitEnd() {
        process.waitFor()
    }

    override fun close() {
        runCatching { input.close() }
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroy()
        runCatching { Runtime.getRuntime().removeShutdownHook(last) }
    }

    companion object {
        const val SAYS = "says: "
        const val DONE = "done."
        const val FAILED = "failed: "
    }
}

private fun passedOn() = listOf("uniffi.component.samtale.libraryOverride", "file.encoding").mapNotNull { name -> System.getProperty(name)?.let { "-D$name=$it" } }
