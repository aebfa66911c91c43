// For somebody without eID: six digits to show whoever invited, who is here, and then to wait. Refuses a field to fill in.
// Shown by App in the login's stead.
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
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.core.VouchingView
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun VouchingScreen(view: VouchingView, labels: Labels, problem: ProblemView?, onBack: () -> Unit, onRetry: () -> Unit) =
    Page(back = labels.back, onBack = onBack, foot = {}) {
        Column(Modifier.fillMaxWidth().padding(top = 96.dp), Arrangement.spacedBy(Space.wide), Alignment.CenterHorizontally) {
            Text(view.heading, Modifier.semantics { heading() }, style = Theme.type.display, textAlign = TextAlign.Center)
            Text(
                view.digits,
                Modifier.semantics { contentDescription = view.digits.toList().joinToString(" ") },
                style = Theme.type.numerals, color = Theme.colors.fjord, maxLines = 1, softWrap = false,
            )
            if (problem == null) {
                Text(view.line, style = Theme.type.body, color = Theme.colors.muted, textAlign = TextAlign.Center)
                CircularProgressIndicator(Modifier.size(28.dp), color = Theme.colors.fjord, strokeWidth = 2.5.dp)
            } else ProblemNotice(problem, labels.retry, onRetry = onRetry)
        }
    }
