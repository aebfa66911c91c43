// What was written before the door was open, above the list: whose turn it is to say where it belongs.
// Refuses to guess it. Shown by InboxScreen; a place is chosen on its sheet.
package dk.samtale.inbox

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.ChoiceView
import dk.samtale.core.JotView
import dk.samtale.core.Labels
import dk.samtale.parts.ActButton
import dk.samtale.parts.Ask
import dk.samtale.parts.QuietButton
import dk.samtale.parts.Sheet
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun JotsHeading(labels: Labels) =
    Text(labels.jots, Modifier.padding(horizontal = Space.side, vertical = Space.one).semantics { heading() }, style = Theme.type.name)

@Composable
fun JotCard(jot: JotView, labels: Labels, placeable: Boolean, onPlace: (JotView) -> Unit, onAsk: Ask, modifier: Modifier = Modifier) {
    val colors = Theme.colors
    Column(
        modifier
            .fillMaxWidth()
            .padding(horizontal = Space.side, vertical = Space.half)
            .background(colors.surface, Corner.card)
            .border(1.dp, colors.outline, Corner.card)
            .padding(start = Space.side, end = Space.side, top = Space.two),
    ) {
        Column(Modifier.clearAndSetSemantics { contentDescription = jot.spoken }) {
            jot.to?.let { Text(it, style = Theme.type.name) }
            Text(jot.text, style = Theme.type.body, maxLines = 4)
            jot.time?.let { Text(it, style = Theme.type.time, color = colors.muted) }
        }
        FlowRow(Modifier.offset(x = -Space.two)) {
            if (jot.mayPlace && placeable) QuietButton(labels.jotPlace) { onPlace(jot) }
            ActButton(jot.forget, onAsk = onAsk)
        }
    }
}

@Composable
fun PlaceSheet(places: List<ChoiceView>, labels: Labels, onPlace: (dialog: String) -> Unit, onClose: () -> Unit) = Sheet(labels.jotPlace, labels.close, onClose) {
    Column(Modifier.offset(x = -Space.two)) { for (place in places) QuietButton(place.label) { onPlace(place.choice) } }
}
