// List at the left, dialog at the right, from 1,200 dp the members third. Refuses a pane that is too narrow to read in.
// Laid out by App where there is room; Esc closes the dialog, the arrows walk through the list, Ctrl-N starts a new one,
// Ctrl-K looks for something.
package dk.samtale.tablet

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusDirection
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isCtrlPressed
import androidx.compose.ui.input.key.isMetaPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.platform.LocalFocusManager
import androidx.compose.ui.semantics.isTraversalGroup
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dk.samtale.parts.Mark
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** From this width on there is room for two. */
val TwoPaneWidth = 840.dp

/** From this width on there is room for three. */
val ThreePaneWidth = 1200.dp

@Composable
fun TwoPane(
    choose: String,
    onEscape: () -> Unit,
    onNew: (() -> Unit)?,
    onSearch: () -> Unit,
    list: @Composable () -> Unit,
    dialog: (@Composable () -> Unit)?,
    members: (@Composable () -> Unit)?,
) {
    val focus = LocalFocusManager.current
    BoxWithConstraints(
        Modifier.fillMaxSize().background(Theme.colors.paper).onKeyEvent { event ->
            val pressed = event.type == KeyEventType.KeyDown
            when {
                pressed && event.key == Key.Escape -> true.also { onEscape() }
                pressed && event.key == Key.N && (event.isCtrlPressed || event.isMetaPressed) && onNew != null -> true.also { onNew() }
                pressed && event.key == Key.K && (event.isCtrlPressed || event.isMetaPressed) -> true.also { onSearch() }
                else -> false
            }
        },
    ) {
        val third = maxWidth >= ThreePaneWidth
        Row(Modifier.fillMaxSize()) {
            Box(
                Modifier.width(360.dp).fillMaxHeight().semantics { isTraversalGroup = true }.onKeyEvent { event ->
                    val way = when (event.key) {
                        Key.DirectionDown -> FocusDirection.Next
                        Key.DirectionUp -> FocusDirection.Previous
                        else -> null
                    }
                    way != null && event.type == KeyEventType.KeyDown && focus.moveFocus(way)
                },
            ) { list() }
            Rule()
            Box(Modifier.weight(1f).fillMaxHeight().semantics { isTraversalGroup = true }) { dialog?.invoke() ?: Nothing(choose) }
            if (third && dialog != null && members != null) {
                Rule()
                Box(Modifier.width(300.dp).fillMaxHeight().semantics { isTraversalGroup = true }) { members() }
            }
        }
    }
}

@Composable
private fun Rule() = Box(Modifier.width(1.dp).fillMaxHeight().background(Theme.colors.hairline))

/** No dialog chosen yet. */
@Composable
private fun Nothing(choose: String) = Column(
    Modifier.fillMaxSize().padding(Space.far),
    Arrangement.spacedBy(Space.side, Alignment.CenterVertically),
    Alignment.CenterHorizontally,
) {
    Mark(Modifier.size(72.dp))
    Text(choose, style = Theme.type.body, color = Theme.colors.muted, textAlign = TextAlign.Center)
}
