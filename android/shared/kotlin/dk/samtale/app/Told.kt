// A failure as a person is told about it, and the language they are told it in. Refuses sentences of its own: the core explains.
// Called by every model.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.DocumentView
import dk.samtale.core.InternalException
import dk.samtale.core.Language
import dk.samtale.core.Problem
import dk.samtale.core.ProblemView
import dk.samtale.core.Session
import dk.samtale.core.explain
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** The first of the person's languages (as in "nb-NO") that the core speaks; Danish where it speaks none. */
fun language(preferred: List<String>): Language = preferred.firstNotNullOfOrNull {
    when (it.substringBefore('-').substringBefore('_')) {
        "da" -> Language.DANISH
        "nb", "no" -> Language.BOKMAL
        "nn" -> Language.NYNORSK
        "en" -> Language.ENGLISH
        else -> null
    }
} ?: Language.DANISH

/** What was tried last: whether it is still under way, and what went wrong. */
@Stable
class Trying(private val language: Language) {
    var busy by mutableStateOf(false)
        private set
    var problem by mutableStateOf<ProblemView?>(null)
    private val turn = Mutex()

    /** One thing at a time: while it is under way another is not begun. */
    suspend fun once(act: suspend () -> Unit) {
        if (!turn.tryLock()) return
        busy = true
        try {
            told(act)
        } finally {
            busy = false
            turn.unlock()
        }
    }

    /** Waits until what is under way has ended: for what does not come a second time. */
    suspend fun ended() = turn.withLock {}

    /** True when it went well; else the problem is told. */
    suspend fun told(act: suspend () -> Unit): Boolean = try {
        act()
        problem = null
        true
    } catch (refused: Problem) {
        fails(refused)
    } catch (_: InternalException) {
        // A fault in the core itself: its own word for "not just now" is the honest one, and trying again does no harm.
        fails(Problem.Busy())
    }

    private fun fails(why: Problem): Boolean {
        problem = explain(why, language)
        return false
    }
}

/** A letter of an invitation that is out; null when it cannot be made, and that is told. */
suspend fun Trying.printed(session: Session, invitation: String): DocumentView? {
    var made: DocumentView? = null
    told { made = session.printInvitation(invitation) }
    return made
}
