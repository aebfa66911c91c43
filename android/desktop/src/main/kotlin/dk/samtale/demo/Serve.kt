// The client's process: reads cues from its parent and answers, behind a window or without one.
// Refuses to live on when the parent is gone. Called by Demo.
package dk.samtale.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.jetbrains.skiko.MainUIDispatcher
import java.io.File
import kotlin.system.exitProcess

fun serve(person: Person, folder: File, headless: Boolean) {
    val client = Client(person, folder, watched = !headless)
    if (headless) runBlocking { listen(client) }
    else {
        CoroutineScope(MainUIDispatcher).launch { listen(client) }
        window(person, client.model)
    }
}

private suspend fun listen(client: Client) {
    while (true) {
        val cue = withContext(Dispatchers.IO) { readlnOrNull() } ?: exitProcess(0)
        try {
            client.obey(cue) { println(Actor.SAYS + it) }
            println(Actor.DONE)
        } catch (failure: Exception) {
            println(Actor.FAILED + (failure.message ?: failure.toString()).replace('\n', ' '))
        }
    }
}
