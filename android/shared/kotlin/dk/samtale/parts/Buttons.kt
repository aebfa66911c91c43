// The buttons of the app: one that leads on, two that weigh the same, a quiet one, an icon.
// Refuses a target under 48 dp. Pressed on every screen.
package dk.samtale.parts

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.clickable
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Icon
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Button
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme
import dk.samtale.theme.Tone

private val padding = PaddingValues(horizontal = 20.dp, vertical = 12.dp)

/** Leads on; at most one on a screen. While `busy` it waits and cannot be pressed again. */
@Composable
fun MainButton(words: String, modifier: Modifier = Modifier, enabled: Boolean = true, busy: Boolean = false, onClick: () -> Unit) {
    val colors = Theme.colors
    Button(
        onClick,
        modifier.heightIn(min = 52.dp),
        enabled = enabled && !busy,
        shape = Corner.button,
        contentPadding = padding,
        colors = ButtonDefaults.buttonColors(
            containerColor = colors.own.ground, contentColor = colors.own.ink,
            disabledContainerColor = colors.sand.ground, disabledContentColor = colors.muted,
        ),
        border = if (colors.outlined) BorderStroke(1.dp, colors.outline) else null,
    ) {
        if (busy) Waits()
        Text(words, style = Theme.type.name, textAlign = TextAlign.Center)
    }
}

/** One of two answers that weigh the same. */
@Composable
fun EvenButton(words: String, modifier: Modifier = Modifier, tone: Tone, onClick: () -> Unit) = OutlinedButton(
    onClick,
    modifier.heightIn(min = 52.dp),
    shape = Corner.button,
    contentPadding = padding,
    border = BorderStroke(1.5.dp, tone.ink),
    colors = ButtonDefaults.outlinedButtonColors(containerColor = tone.ground, contentColor = tone.ink),
) { Text(words, style = Theme.type.name, textAlign = TextAlign.Center) }

/** Words that can be pressed, without a ground. While `busy` it waits and cannot be pressed again. */
@Composable
fun QuietButton(
    words: String,
    modifier: Modifier = Modifier,
    icon: ImageVector? = null,
    color: Color = Theme.colors.fjord,
    enabled: Boolean = true,
    busy: Boolean = false,
    onClick: () -> Unit,
) {
    val colors = Theme.colors
    TextButton(
        onClick,
        modifier.heightIn(min = Space.touch),
        enabled = enabled && !busy,
        shape = Corner.button,
        colors = ButtonDefaults.textButtonColors(contentColor = color, disabledContentColor = colors.muted),
    ) {
        if (busy) Waits()
        if (icon != null) {
            Icon(icon, null, Modifier.size(20.dp))
            Spacer(Modifier.width(Space.one))
        }
        Text(words, style = Theme.type.name, textAlign = TextAlign.Center)
    }
}

/** Turns before a button's words. */
@Composable
private fun Waits() {
    CircularProgressIndicator(Modifier.size(18.dp), color = Theme.colors.muted, strokeWidth = 2.dp)
    Spacer(Modifier.width(Space.two))
}

/** An icon that can be pressed; `words` are for a screen reader. */
@Composable
fun IconButton(icon: ImageVector, words: String, modifier: Modifier = Modifier, color: Color = Theme.colors.ink, onClick: () -> Unit) = Box(
    modifier
        .defaultMinSize(Space.touch, Space.touch)
        .clip(CircleShape)
        .clickable(onClickLabel = words, role = Role.Button, onClick = onClick)
        .padding(Space.two),
    contentAlignment = Alignment.Center,
) { Icon(icon, words, Modifier.size(24.dp), tint = color) }
