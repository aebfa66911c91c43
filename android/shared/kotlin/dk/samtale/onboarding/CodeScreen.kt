// The first step in: the code or link from an invitation. Refuses nothing that a person might paste; the core reads it.
// Shown by App while there is no account; filled in when the app was opened by a link.
package dk.samtale.onboarding

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.unit.dp
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.parts.Field
import dk.samtale.parts.MainButton
import dk.samtale.parts.Mark
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun CodeScreen(labels: Labels, code: String, onCode: (String) -> Unit, problem: ProblemView?, busy: Boolean, onBack: (() -> Unit)? = null, onGo: () -> Unit) {
    val ready = code.isNotBlank() && !busy
    Page(back = labels.back.takeIf { onBack != null }, onBack = onBack ?: {}, foot = { MainButton(labels.goOn, Modifier.fillMaxWidth(), code.isNotBlank(), busy, onGo) }) {
        Mark(Modifier.size(64.dp))
        Text(labels.codeHeading, Modifier.padding(top = Space.wide).semantics { heading() }, style = Theme.type.display)
        Text(labels.codeHelp, Modifier.padding(top = Space.one, bottom = Space.wide), style = Theme.type.body, color = Theme.colors.muted)
        Field(labels.codeField, code, onCode, capitals = KeyboardCapitalization.None, last = true) { if (ready) onGo() }
        problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(top = Space.side), onGo) }
    }
}
