// The third step: waits while the person logs in on the page in their browser. Refuses to show that page itself.
// Shown by App from opening the page until the browser has come back.
package dk.samtale.onboarding

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.parts.Mark
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.QuietButton
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun LoginScreen(labels: Labels, problem: ProblemView?, onBack: () -> Unit, onRetry: () -> Unit) = Page(back = labels.back, onBack = onBack, foot = {}) {
    Column(Modifier.fillMaxWidth().padding(top = 120.dp), Arrangement.spacedBy(Space.wide), Alignment.CenterHorizontally) {
        Mark(Modifier.size(72.dp))
        if (problem == null) {
            Text(
                labels.loginWaiting,
                Modifier.padding(horizontal = Space.wide).semantics { liveRegion = LiveRegionMode.Polite },
                style = Theme.type.body, color = Theme.colors.muted, textAlign = TextAlign.Center,
            )
            CircularProgressIndicator(Modifier.size(28.dp), color = Theme.colors.fjord, strokeWidth = 2.5.dp)
            QuietButton(labels.loginAgain, onClick = onRetry)
        } else ProblemNotice(problem, labels.retry, onRetry = onRetry)
    }
}
