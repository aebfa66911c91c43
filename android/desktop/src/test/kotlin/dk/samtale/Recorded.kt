// Where the system would show something of the app: takes down what it is told, and waits for it. Refuses to show it.
// Told about in StoryTest.
package dk.samtale

import dk.samtale.app.Announcer
import dk.samtale.core.NudgeView
import dk.samtale.town.NeverCame
import dk.samtale.town.patience
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.withTimeoutOrNull

class Recorded : Announcer {
    private val told = MutableStateFlow(emptyList<String>())
    val said get() = told.value

    override fun badge(count: UInt) = told.update { it + "badge $count" }
    override fun nudge(nudge: NudgeView) = told.update { it + with(nudge) { "$title|$sentence|$channel|$channelHelp" } }
    override fun hush() = told.update { it + "hush" }

    suspend fun until(last: String) {
        withTimeoutOrNull(patience) { told.first { it.lastOrNull() == last } } ?: throw NeverCame(said)
    }
}
