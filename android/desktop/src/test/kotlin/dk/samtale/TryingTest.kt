// One thing at a time, and what waits for it. Refuses clocks: what is under way ends when the test says so.
package dk.samtale

import dk.samtale.app.Trying
import dk.samtale.core.Language
import dk.samtale.core.Problem
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class TryingTest {
    @Test fun aSecondTapIsNoneAndALinkWaitsItsTurn() = runBlocking {
        val trying = Trying(Language.DANISH)
        val door = CompletableDeferred<Unit>()
        val said = mutableListOf<String>()
        val first = launch { trying.once { door.await(); said += "first"; throw Problem.Offline() } }
        while (!trying.busy) yield()
        trying.once { said += "second tap" }
        val link = launch { trying.ended(); said += trying.problem?.code.orEmpty(); trying.once { said += "link" } }
        yield()
        assertTrue(said.isEmpty())

        door.complete(Unit)
        first.join()
        link.join()
        assertEquals(listOf("first", "offline", "link"), said)
        assertFalse(trying.busy)
        assertEquals(null, trying.problem)
    }
}
