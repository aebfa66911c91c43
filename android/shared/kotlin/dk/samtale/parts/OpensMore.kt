// What makes a part open more: a long press, a secondary click, and Enter or the menu key while it is in focus.
// Refuses to say what is opened. Laid on a bubble that something can be done to.
package dk.samtale.parts

import androidx.compose.foundation.focusable
import androidx.compose.foundation.gestures.detectTapGestures
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.drawWithContent
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Shape
import androidx.compose.ui.graphics.drawOutline
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.drawscope.inset
import androidx.compose.ui.hapticfeedback.HapticFeedbackType
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.input.pointer.PointerEventType
import androidx.compose.ui.input.pointer.isSecondaryPressed
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.LocalHapticFeedback
import androidx.compose.ui.unit.dp

/** In focus a line in `ink` is drawn within `shape`. */
@Composable
fun Modifier.opensMore(shape: Shape, ink: Color, onOpen: () -> Unit): Modifier {
    val open by rememberUpdatedState(onOpen)
    val touch = LocalHapticFeedback.current
    val source = remember { MutableInteractionSource() }
    val focused by source.collectIsFocusedAsState()
    return this
        .drawWithContent {
            drawContent()
            if (focused) inset(3.dp.toPx()) { drawOutline(shape.createOutline(size, layoutDirection, this), ink, style = Stroke(2.dp.toPx())) }
        }
        .onKeyEvent { event -> (event.type == KeyEventType.KeyUp && event.key in opening).also { if (it) open() } }
        .focusable(interactionSource = source)
        .pointerInput(Unit) {
            detectTapGestures(onLongPress = {
                touch.performHapticFeedback(HapticFeedbackType.LongPress)
                open()
            })
        }
        .opensOnSecondary(open)
}

/** A secondary click alone. */
fun Modifier.opensOnSecondary(open: () -> Unit): Modifier = pointerInput(open) {
    awaitPointerEventScope {
        while (true) {
            val event = awaitPointerEvent()
            if (event.type != PointerEventType.Press || !event.buttons.isSecondaryPressed) continue
            event.changes.forEach { it.consume() }
            open()
        }
    }
}

private val opening = setOf(Key.Enter, Key.NumPadEnter, Key.Menu)
