// The closed door without a network: a sentence, a field, and how much waits. Refuses to show what was kept.
// Shown by App in place of the locked door when it could not be opened for want of a network.
package dk.samtale.onboarding

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.JotterView
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.parts.ActButton
import dk.samtale.parts.Ask
import dk.samtale.parts.Field
import dk.samtale.parts.MainButton
import dk.samtale.parts.Mark
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.QuietButton
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** What can be done there. */
class JotterActions(val onText: (String) -> Unit, val onTo: (String) -> Unit, val onKeep: () -> Unit, val onAgain: () -> Unit, val onAsk: Ask)

@Composable
fun JotterScreen(view: JotterView, labels: Labels, text: String, to: String, problem: ProblemView?, busy: Boolean, actions: JotterActions) = Page(
    foot = {
        MainButton(labels.jotKeep, Modifier.fillMaxWidth(), view.mayWrite && text.isNotBlank(), busy, actions.onKeep)
        QuietButton(labels.retry, enabled = !busy, onClick = actions.onAgain)
    },
) {
    Mark(Modifier.size(64.dp))
    Text(labels.app, Modifier.padding(top = Space.wide).semantics { heading() }, style = Theme.type.display)
    Text(view.sentence, Modifier.padding(top = Space.one, bottom = Space.wide), style = Theme.type.body, color = Theme.colors.muted)
    if (view.mayWrite) Column(verticalArrangement = Arrangement.spacedBy(20.dp)) {
        Field(labels.jotField, text, actions.onText, lines = 4)
        Field(labels.jotTo, to, actions.onTo, last = true)
    }
    view.waiting?.let { Text(it, Modifier.padding(top = Space.wide).semantics { liveRegion = LiveRegionMode.Polite }, style = Theme.type.name) }
    view.forget?.let { ActButton(it, Modifier.offset(x = -Space.two), actions.onAsk, !busy) }
    problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(top = Space.side)) }
}
