// A quiet button for something that can be done; what takes something away is in the colour of warning. Refuses to do it:
// it opens the question. Pressed among the members and the devices, on a consent and on a post's sheet.
package dk.samtale.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dk.samtale.core.ActView
import dk.samtale.theme.Theme

/** What has been pressed: the act whose question is to be asked. */
typealias Ask = (ActView) -> Unit

@Composable
fun ActButton(act: ActView, modifier: Modifier = Modifier, onAsk: Ask, enabled: Boolean = true) =
    QuietButton(act.label, modifier, color = if (act.grave) Theme.colors.rose else Theme.colors.fjord, enabled = enabled) { onAsk(act) }

/** Side by side where they fit, else one below the other. */
@Composable
fun ActButtons(acts: List<ActView>, modifier: Modifier = Modifier, onAsk: Ask, enabled: Boolean = true) {
    if (acts.isNotEmpty()) FlowRow(modifier, Arrangement.Start) { for (act in acts) ActButton(act, onAsk = onAsk, enabled = enabled) }
}
