// The second step: who invited, and what this is in three short lines and a picture. Refuses a fourth line's worth of words.
// Shown by App after the code, before the login.
package dk.samtale.onboarding

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dk.samtale.core.ChoiceView
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.core.WelcomeView
import dk.samtale.parts.Fjord
import dk.samtale.parts.Icons
import dk.samtale.parts.MainButton
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.QuietButton
import dk.samtale.parts.inLine
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

private val marks = listOf(Icons.lock, Icons.people, Icons.shield)

@Composable
fun WelcomeScreen(
    view: WelcomeView,
    labels: Labels,
    problem: ProblemView?,
    onBack: () -> Unit,
    onOther: (ChoiceView) -> Unit = {},
    onLogin: () -> Unit,
) = Page(
    back = labels.back,
    onBack = onBack,
    foot = {
        MainButton(view.button, Modifier.fillMaxWidth(), onClick = onLogin)
        for (other in view.logins) QuietButton(other.label, Modifier.fillMaxWidth()) { onOther(other) }
        Text(view.hint, style = Theme.type.label, color = Theme.colors.muted, textAlign = TextAlign.Center)
    },
) {
    Fjord(Modifier.fillMaxWidth().aspectRatio(1.55f).clip(Corner.card))
    Text(view.heading, Modifier.padding(top = Space.wide).semantics { heading() }, style = Theme.type.display)
    view.lines.forEachIndexed { place, line ->
        Row(Modifier.padding(top = Space.side), Arrangement.spacedBy(Space.side)) {
            Icon(marks[place % marks.size], null, Modifier.size(inLine(24.dp)), tint = Theme.colors.fjord)
            Text(line, style = Theme.type.body)
        }
    }
    problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(top = Space.side), onLogin) }
}
