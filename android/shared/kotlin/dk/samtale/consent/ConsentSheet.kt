// All that a person needs to know before they say yes or no, in the order of the design. Refuses a pre-chosen answer.
// Opened from ConsentCard, or by App when a consent waits.
package dk.samtale.consent

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dk.samtale.core.Answer
import dk.samtale.core.ConsentView
import dk.samtale.core.Labels
import dk.samtale.parts.ActButtons
import dk.samtale.parts.Ask
import dk.samtale.parts.EvenAnswers
import dk.samtale.parts.Icons
import dk.samtale.parts.QuietButton
import dk.samtale.parts.Sheet
import dk.samtale.parts.inLine
import dk.samtale.theme.Space
import dk.samtale.theme.Theme
import dk.samtale.theme.Tone

@Composable
fun ConsentSheet(consent: ConsentView, labels: Labels, onAnswer: (Answer) -> Unit, onAsk: Ask, onLater: () -> Unit) {
    val colors = Theme.colors
    Sheet(consent.question, labels.close, onLater) {
        Part(labels.consentAsks, listOf(consent.asks))
        Part(labels.consentAbout, listOf(consent.about))
        Part(labels.consentPurpose, listOf(consent.purpose))
        Part(labels.consentSees, listOf(consent.sees))
        Part(labels.consentUntil, listOf(consent.until))
        if (consent.others.isNotEmpty()) Part(labels.consentOthers, consent.others)
        Part(labels.consentIfNo, listOf(consent.ifNo))
        val answered = consent.answered
        if (answered != null) {
            Row(Modifier.padding(top = Space.wide), Arrangement.spacedBy(Space.one), Alignment.CenterVertically) {
                Icon(Icons.check, null, Modifier.size(inLine(20.dp)), tint = colors.ink)
                Text(answered, style = Theme.type.name)
            }
            ActButtons(consent.acts, Modifier.offset(x = -Space.two), onAsk)
        } else if (consent.mine) {
            EvenAnswers(consent, Tone(colors.surface, colors.fjord), Modifier.fillMaxWidth().padding(top = Space.wide), onAnswer)
            QuietButton(consent.later, Modifier.align(Alignment.CenterHorizontally).padding(top = Space.half), color = colors.muted, onClick = onLater)
        }
        Text(
            consent.revocable,
            Modifier.fillMaxWidth().padding(top = Space.two),
            style = Theme.type.label, color = colors.muted, textAlign = TextAlign.Center,
        )
    }
}

@Composable
private fun Part(heading: String, lines: List<String>) = Column(Modifier.padding(top = 14.dp)) {
    Text(heading, Modifier.semantics { heading() }, style = Theme.type.label, color = Theme.colors.muted)
    for (line in lines) Text(line, Modifier.padding(top = 1.dp), style = Theme.type.body)
}
