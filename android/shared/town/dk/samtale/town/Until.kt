// Waits, by pulling a feed, until a list or a dialog is as it should be. Refuses to wait for ever.
// Called by the tests that tell a story over the real core, and by the demo.
package dk.samtale.town

import dk.samtale.core.BubbleView
import dk.samtale.core.DialogView
import dk.samtale.core.InboxView
import dk.samtale.core.ItemView
import dk.samtale.core.PostState
import dk.samtale.core.Session
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration.Companion.seconds

/** How long a story waits for something that must happen, before it fails. */
val patience = 60.seconds

suspend fun Session.inboxUntil(holds: (InboxView) -> Boolean): InboxView {
    val feed = inbox()
    return firstThat(holds, feed::next, feed::stop)
}

suspend fun Session.dialogUntil(dialog: String, holds: (DialogView) -> Boolean): DialogView {
    val feed = dialog(dialog)
    return firstThat(holds, feed::next, feed::stop)
}

/** What was waited for did not come; a test tells what was seen last, a person is spared it. */
class NeverCame(private val last: Any?) : Exception("Waited $patience for something that did not come") {
    override fun toString() = "$message; last seen: $last"
}

/** Whether the server has a post for good, however far it has come since. */
val BubbleView.isSent get() = state == PostState.SENT || state == PostState.DELIVERED || state == PostState.READ

/** The posts of a view. */
fun DialogView.bubbles(): List<BubbleView> = items.filterIsInstance<ItemView.Bubble>().map { it.bubble }

private suspend fun <T : Any> firstThat(holds: (T) -> Boolean, next: suspend () -> T?, stop: () -> Unit): T {
    var view: T? = null
    try {
        val found = withTimeoutOrNull(patience) {
            pull(holds) { (next() ?: error("The feed was stopped")).also { view = it } }
        }
        return found ?: throw NeverCame(view)
    } finally {
        stop()
    }
}

private suspend fun <T> pull(holds: (T) -> Boolean, next: suspend () -> T): T {
    var value = next()
    while (!holds(value)) value = next()
    return value
}
