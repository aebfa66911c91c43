// The question whether the phone may say that there is news, above the list: why, and two answers of one size. Refuses to come
// over what is read, and to ask again. Shown by InboxScreen while the view has the question.
package dk.samtale.inbox

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.isTraversalGroup
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.ActView
import dk.samtale.parts.EvenButton
import dk.samtale.parts.EvenPair
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme
import dk.samtale.theme.Tone

@Composable
fun NudgeCard(ask: ActView, modifier: Modifier = Modifier, onAnswer: (on: Boolean) -> Unit) {
    val colors = Theme.colors
    val tone = Tone(colors.surface, colors.fjord)
    Column(
        modifier
            .fillMaxWidth()
            .padding(horizontal = Space.side, vertical = Space.half)
            .background(colors.surface, Corner.card)
            .border(1.dp, if (colors.outlined) colors.outline else colors.hairline, Corner.card)
            .padding(Space.side)
            .semantics { isTraversalGroup = true },
    ) {
        Text(ask.heading, Modifier.semantics { heading() }, style = Theme.type.name)
        Text(ask.sentence, Modifier.padding(top = Space.half, bottom = Space.side), style = Theme.type.note, color = colors.muted)
        EvenPair(
            Modifier.fillMaxWidth(),
            { EvenButton(ask.no, it, tone) { onAnswer(false) } },
            { EvenButton(ask.yes, it, tone) { onAnswer(true) } },
        )
    }
}
