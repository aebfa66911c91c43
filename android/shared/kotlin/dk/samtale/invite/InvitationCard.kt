// An invitation that is out, below all that was said: for whom, what became of it and when, the link once more, its short code, what can be done.
// Refuses to do it: the question comes first. Shown by DialogScreen.
package dk.samtale.invite

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.isTraversalGroup
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.InvitedView
import dk.samtale.core.Labels
import dk.samtale.parts.ActButton
import dk.samtale.parts.Ask
import dk.samtale.parts.Icons
import dk.samtale.parts.QuietButton
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun InvitationCard(card: InvitedView, labels: Labels, onCopy: (String) -> Unit, onPrint: (invitation: String) -> Unit, onAsk: Ask, modifier: Modifier = Modifier) {
    val colors = Theme.colors
    Column(
        modifier
            .widthIn(max = Space.column)
            .fillMaxWidth()
            .background(colors.sand.ground, Corner.card)
            .then(if (colors.outlined) Modifier.border(1.5.dp, colors.outline, Corner.card) else Modifier)
            .padding(start = Space.side, end = Space.side, top = Space.side, bottom = Space.half)
            .semantics { isTraversalGroup = true },
    ) {
        Text(card.heading, Modifier.padding(bottom = Space.half).semantics { heading() }, style = Theme.type.name, color = colors.sand.ink)
        val (hand, table) = card.hand to card.table
        if (table != null) TableCard(table, hand, labels, onAsk)
        else if (hand != null) HandOver(hand, labels, onPrint)
        card.code?.let { ShortCode(it) }
        // Last, where the list begins: it is what one comes to see.
        for (line in card.lines) Text(line, Modifier.padding(top = 2.dp), style = Theme.type.note, color = colors.sand.ink)
        FlowRow(Modifier.padding(top = Space.half), Arrangement.Start) {
            if (hand != null && hand.text.isNotEmpty()) QuietButton(labels.copy, icon = Icons.copy) { onCopy(hand.text) }
            for (act in card.acts) ActButton(act, onAsk = onAsk)
        }
    }
}
