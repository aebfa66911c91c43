// The demo: a real server, Karen's phone and Ali's tablet, each in a process of its own, and a talk between them.
// Refuses a folder with something else in it. Run as `Demo server=PATH dir=DIR [headless]`; it starts itself again as a client.
package dk.samtale.demo

import java.io.File
import java.io.PrintStream
import kotlin.system.exitProcess

fun main(args: Array<String>) {
    System.setOut(PrintStream(System.out, true, Charsets.UTF_8))
    System.setErr(PrintStream(System.err, true, Charsets.UTF_8))
    val said = args.associate { it.substringBefore('=') to it.substringAfter('=', "") }
    val folder = said["dir"]?.let { File(it).absoluteFile } ?: stop("The demo needs a folder: dir=DIR")
    val headless = "headless" in said
    val role = Person.entries.firstOrNull { it.key == said["role"] }
    if (role != null) {
        serve(role, folder, headless)
    } else {
        val server = said["server"]?.let(::File)?.takeIf { it.canExecute() } ?: stop("The demo needs the server's program: server=PATH")
        try {
            direct(server, folder, headless)
        } catch (failure: Exception) {
            stop("The demo stopped: ${failure.message ?: failure}")
        }
    }
    exitProcess(0)
}

private fun stop(sentence: String): Nothing {
    System.err.println(sentence)
    exitProcess(1)
}
