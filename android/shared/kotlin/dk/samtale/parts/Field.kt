// A field with its name above it, large enough for a thumb. Refuses a hint in place of a name: it would vanish when one writes.
// Filled in on the code and invitation screens.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Field(
    name: String,
    value: String,
    onValue: (String) -> Unit,
    modifier: Modifier = Modifier,
    lines: Int = 1,
    capitals: KeyboardCapitalization = KeyboardCapitalization.Sentences,
    keyboard: KeyboardType = KeyboardType.Text,
    help: String? = null,
    last: Boolean = false,
    onDone: () -> Unit = {},
) {
    val colors = Theme.colors
    val touched = remember { MutableInteractionSource() }
    val focused by touched.collectIsFocusedAsState()
    Column(modifier.fillMaxWidth()) {
        Text(name, Modifier.padding(bottom = 6.dp).clearAndSetSemantics {}, style = Theme.type.label, color = if (focused) colors.fjord else colors.muted)
        BasicTextField(
            value,
            onValue,
            // Help is said with the name: whoever cannot see it below hears it before they write.
            Modifier.fillMaxWidth().semantics { contentDescription = listOfNotNull(name, help).joinToString(". ") },
            textStyle = Theme.type.body.copy(color = colors.ink),
            singleLine = lines == 1,
            minLines = lines,
            maxLines = lines + 3,
            cursorBrush = SolidColor(colors.fjord),
            keyboardOptions = KeyboardOptions(capitals, keyboardType = keyboard, imeAction = if (last) ImeAction.Done else ImeAction.Next),
            keyboardActions = KeyboardActions(onDone = { onDone() }),
            interactionSource = touched,
            decorationBox = { inner ->
                Box(
                    Modifier
                        .heightIn(min = 52.dp)
                        .background(colors.surface, Corner.button)
                        .border(if (focused) 2.dp else 1.dp, if (focused) colors.fjord else colors.outline, Corner.button)
                        .padding(horizontal = Space.side, vertical = Space.two),
                    contentAlignment = if (lines == 1) Alignment.CenterStart else Alignment.TopStart,
                ) { inner() }
            },
        )
        help?.let { Text(it, Modifier.padding(top = Space.one).clearAndSetSemantics {}, style = Theme.type.note, color = colors.muted) }
    }
}
