// The demo's parent: starts the server and both clients, gives them their cues and tells what happens.
// Refuses to go on when one of them fails, or when the two did not read the same. Called by Demo.
package dk.samtale.demo

import dk.samtale.town.Town
import java.io.File

fun direct(server: File, folder: File, headless: Boolean) {
    val data = fresh(File(folder, "data"))
    println("Starting the server ...")
    Town(server, data).use { town ->
        Actor(Person.ALI, folder, headless).use { ali ->
            Actor(Person.KAREN, folder, headless).use { karen ->
                talk(town, ali, karen, folder)
                if (headless) draw(listOf(ali, karen), folder)
                else {
                    println("Both windows stay open: write on. Close them to end the demo.")
                    listOf(ali, karen).forEach { it.awaitEnd() }
                }
            }
        }
    }
}

private fun talk(town: Town, ali: Actor, karen: Actor, folder: File) {
    ali.ask("enrol ${town.staffLink}")
    println("Ali Mentor has logged in as an employee.")
    val link = ali.ask("invite").last()
    println("Ali has made an invitation for Karen Holm.")
    karen.ask("enrol $link")
    println("Karen has opened it on her phone and logged in.")
    karen.ask("consent")
    println("Karen was asked whether she wants to write with Ali, and said yes.\n")

    listOf(ali, karen).forEach { it.tell("talk") }
    val read = ali.hear { println("  $it") }
    val same = karen.hear()
    check(read.isNotEmpty() && read == same) { "Ali and Karen did not read the same" }
    println("\nBoth have read the same ${read.size} posts.")
    File(folder, "transcript.txt").writeText(read.joinToString("\n", postfix = "\n"))

    val (sent, received) = listOf(karen, ali).map { it.ask("photo").last() }
    check(sent == received) { "The photograph did not arrive whole" }
    println("The photograph arrived whole: ${received.substringBefore(' ')} bytes.")
}

private fun draw(actors: List<Actor>, folder: File) {
    for (actor in actors) actor.ask("draw").forEach { println("Drawn: ${File(it).relativeTo(folder)}") }
}

/** An empty folder for this run; one that an earlier run of the demo left is cleared, any other is left alone. */
private fun fresh(data: File): File {
    val mark = File(data, "made-by-the-demo")
    if (mark.exists()) data.deleteRecursively()
    check(data.list().isNullOrEmpty()) { "There is something else in $data" }
    data.mkdirs()
    mark.createNewFile()
    return data
}
