// A sheet over a screen: from below on a phone, in the middle where there is room.
// Refuses touches to what lies behind; Esc, a touch beside it and Close take it away. Who listens begins at its heading.
// Holds members, consent, a post's acts and the question before each.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.focusGroup
import androidx.compose.foundation.focusable
import androidx.compose.foundation.gestures.detectTapGestures
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Sheet(title: String, close: String, onClose: () -> Unit, content: @Composable ColumnScope.() -> Unit) {
    val colors = Theme.colors
    val focus = remember { FocusRequester() }
    BoxWithConstraints(
        Modifier.fillMaxSize().onKeyEvent { event ->
            // Both ways of the key are taken, so that what lies behind does not close as well.
            (event.key == Key.Escape).also { if (it && event.type == KeyEventType.KeyUp) onClose() }
        },
    ) {
        LaunchedEffect(Unit) { focus.requestFocus() }
        val roomy = maxWidth > 600.dp
        Box(
            Modifier
                .fillMaxSize()
                .background(Color.Black.copy(alpha = if (colors.dark) 0.6f else 0.35f))
                .pointerInput(onClose) { detectTapGestures { onClose() } },
        )
        val shape = if (roomy) Corner.card else Corner.sheet
        Column(
            Modifier
                .align(if (roomy) Alignment.Center else Alignment.BottomCenter)
                .padding(if (roomy) Space.wide else 0.dp)
                .widthIn(max = Space.column)
                .fillMaxWidth()
                .heightIn(max = maxHeight * 0.92f)
                .clip(shape)
                .background(colors.surface)
                .then(if (colors.outlined) Modifier.border(1.5.dp, colors.outline, shape) else Modifier)
                .pointerInput(Unit) { detectTapGestures {} }
                .focusGroup()
                .semantics { paneTitle = title },
        ) {
            Row(Modifier.fillMaxWidth().padding(start = 20.dp, end = Space.one, top = Space.one), verticalAlignment = Alignment.CenterVertically) {
                Text(title, Modifier.weight(1f).padding(vertical = Space.one).focusRequester(focus).focusable().semantics { heading() }, style = Theme.type.title)
                IconButton(Icons.close, close, color = colors.muted, onClick = onClose)
            }
            Column(Modifier.verticalScroll(rememberScrollState()).padding(start = 20.dp, end = 20.dp, bottom = Space.wide), content = content)
        }
    }
}
