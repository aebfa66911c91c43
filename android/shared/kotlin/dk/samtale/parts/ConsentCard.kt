// A consent in its place in time: the question, what it means, two answers of equal weight. Refuses a pre-chosen answer.
// Once answered, what can be done about it. Shown by DialogScreen; opens ConsentSheet.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.isTraversalGroup
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.Answer
import dk.samtale.core.ConsentView
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme
import dk.samtale.theme.Tone

@Composable
fun ConsentCard(consent: ConsentView, onAnswer: (Answer) -> Unit, onMore: () -> Unit, onAsk: Ask, modifier: Modifier = Modifier) {
    val colors = Theme.colors
    val tone = colors.amber
    Column(
        modifier
            .widthIn(max = Space.column)
            .fillMaxWidth()
            .background(tone.ground, Corner.card)
            .then(if (colors.outlined) Modifier.border(1.5.dp, colors.outline, Corner.card) else Modifier)
            .padding(start = Space.side, end = Space.side, top = Space.side, bottom = Space.half)
            .semantics { isTraversalGroup = true },
    ) {
        Row(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            Icon(Icons.hourglass.takeIf { consent.mine && consent.answered == null } ?: Icons.people, null, Modifier.padding(top = 1.dp).size(inLine(22.dp)), tint = tone.ink)
            Column(Modifier.weight(1f)) {
                Text(consent.question, Modifier.semantics { heading() }, style = Theme.type.body.merge(Theme.type.name.copy(fontSize = Theme.type.body.fontSize, lineHeight = Theme.type.body.lineHeight)), color = tone.ink)
                Text(consent.sees, Modifier.padding(top = 6.dp), style = Theme.type.note, color = tone.ink)
                Text(consent.until, style = Theme.type.note, color = tone.ink)
            }
        }
        val answered = consent.answered
        when {
            answered != null -> Answered(answered, tone)
            consent.mine -> EvenAnswers(consent, Tone(colors.surface, tone.ink), Modifier.padding(top = Space.side), onAnswer)
        }
        FlowRow(Modifier.align(Alignment.CenterHorizontally), Arrangement.Center) {
            for (act in consent.acts) ActButton(act, onAsk = onAsk)
            QuietButton(consent.more, color = tone.ink, onClick = onMore)
        }
    }
}

/** Yes and no, always of one size and one look. */
@Composable
fun EvenAnswers(consent: ConsentView, tone: Tone, modifier: Modifier = Modifier, onAnswer: (Answer) -> Unit) = EvenPair(
    modifier,
    { EvenButton(consent.yes, it, tone) { onAnswer(Answer.YES) } },
    { EvenButton(consent.no, it, tone) { onAnswer(Answer.NO) } },
)

@Composable
private fun Answered(words: String, tone: Tone) = Row(
    Modifier.padding(top = Space.two, start = Space.far),
    Arrangement.spacedBy(Space.one),
    Alignment.CenterVertically,
) {
    Icon(Icons.check, null, Modifier.size(inLine(18.dp)), tint = tone.ink)
    Text(words, style = Theme.type.name, color = tone.ink)
}
