// The first step in: the code or link from an invitation, and below it, for who has one, the field for a code on paper.
// Refuses nothing that a person might paste; the core reads it.
// Shown by App while there is no account; filled in when the app was opened by a link.
package dk.samtale.onboarding

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.parts.Field
import dk.samtale.parts.MainButton
import dk.samtale.parts.Mark
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.QuietButton
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun CodeScreen(
    labels: Labels,
    code: String,
    onCode: (String) -> Unit,
    problem: ProblemView?,
    busy: Boolean,
    onBack: (() -> Unit)? = null,
    digits: String = "",
    /** Null where there is an account already: a code on paper is for who has lost every device. */
    onDigits: ((String) -> Unit)? = null,
    onGo: () -> Unit,
) {
    val ready = code.isNotBlank() && !busy
    var paper by remember { mutableStateOf(digits.isNotEmpty()) }
    Page(back = labels.back.takeIf { onBack != null }, onBack = onBack ?: {}, foot = { MainButton(labels.goOn, Modifier.fillMaxWidth(), code.isNotBlank(), busy, onGo) }) {
        Mark(Modifier.size(64.dp))
        Text(labels.codeHeading, Modifier.padding(top = Space.wide).semantics { heading() }, style = Theme.type.display)
        Text(labels.codeHelp, Modifier.padding(top = Space.one, bottom = Space.wide), style = Theme.type.body, color = Theme.colors.muted)
        Field(labels.codeField, code, onCode, capitals = KeyboardCapitalization.None, last = !paper) { if (ready) onGo() }
        if (onDigits != null) {
            if (paper) Digits(labels.paperField, digits, onDigits) { if (ready) onGo() }
            else QuietButton(labels.paperHave, Modifier.padding(top = Space.half).offset(x = -Space.two)) { paper = true }
        }
        problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(top = Space.side), onGo) }
    }
}

/** Opened by a touch, it is at once where one writes. */
@Composable
private fun Digits(name: String, digits: String, onDigits: (String) -> Unit, onDone: () -> Unit) {
    val focus = remember { FocusRequester() }
    LaunchedEffect(Unit) { if (digits.isEmpty()) focus.requestFocus() }
    Field(
        name, digits, onDigits, Modifier.padding(top = 20.dp).focusRequester(focus),
        lines = 2, capitals = KeyboardCapitalization.None, keyboard = KeyboardType.Number, last = true, onDone = onDone,
    )
}
