// The closed door of a device that has an account: the mark and one button. Refuses to show anything from inside.
// Shown by App before unlocking and after locking.
package dk.samtale.onboarding

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.parts.MainButton
import dk.samtale.parts.Mark
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun LockScreen(labels: Labels, problem: ProblemView?, busy: Boolean, onUnlock: () -> Unit) =
    Page(foot = { MainButton(labels.unlock, Modifier.fillMaxWidth(), busy = busy, onClick = onUnlock) }) {
        Column(Modifier.fillMaxWidth().padding(top = 120.dp), Arrangement.spacedBy(Space.wide), Alignment.CenterHorizontally) {
            Mark(Modifier.size(88.dp))
            Text(labels.app, Modifier.semantics { heading() }, style = Theme.type.display)
            problem?.let { ProblemNotice(it, labels.retry) }
        }
    }
