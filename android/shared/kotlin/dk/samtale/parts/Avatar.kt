// Someone's initials on a quiet tone. Refuses to be read aloud: the name stands beside it.
// Shown in the list, in the head of a dialog, beside bubbles and among the members.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import dk.samtale.theme.Theme

@Composable
fun Avatar(initials: String, tone: UByte, modifier: Modifier = Modifier, size: Dp = 48.dp) {
    val colors = Theme.colors
    val shown = colors.avatars[tone.toInt() % colors.avatars.size]
    // The letters keep to their circle; they do not grow with the text around it.
    val letters = with(LocalDensity.current) { (size * 0.38f).toSp() }
    Box(
        modifier
            .size(size)
            .clip(CircleShape)
            .background(shown.ground)
            .then(if (colors.outlined) Modifier.border(1.5.dp, colors.outline, CircleShape) else Modifier)
            .clearAndSetSemantics {},
        contentAlignment = Alignment.Center,
    ) {
        Text(initials, style = Theme.type.name.copy(fontSize = letters, lineHeight = letters * 1.2f), color = shown.ink, maxLines = 1)
    }
}
