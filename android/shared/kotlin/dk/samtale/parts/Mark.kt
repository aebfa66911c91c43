// The app's mark: two bubbles that overlap. Refuses to be read aloud: words stand beside it.
// Shown in the list's head and while one is on the way in.
package dk.samtale.parts

import androidx.compose.foundation.Canvas
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.RoundRect
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.DrawStyle
import androidx.compose.ui.graphics.drawscope.Fill
import androidx.compose.ui.graphics.drawscope.Stroke
import dk.samtale.theme.Theme

@Composable
fun Mark(modifier: Modifier = Modifier) {
    val colors = Theme.colors
    Canvas(modifier) {
        val side = size.minDimension
        val part = Size(side * 0.68f, side * 0.52f)
        val behind = Rect(Offset(side * 0.02f, side * 0.10f), part)
        drawBubble(colors.sun, behind, left = true)
        if (colors.outlined) drawBubble(colors.outline, behind, left = true, Stroke(side * 0.05f))
        drawBubble(colors.own.ground, Rect(Offset(side * 0.30f, side * 0.36f), part), left = false)
    }
}

/** A bubble as a picture of itself, with the small corner at its author. */
internal fun DrawScope.drawBubble(color: Color, at: Rect, left: Boolean, style: DrawStyle = Fill) {
    val round = CornerRadius(at.height * 0.42f)
    val sharp = CornerRadius(at.height * 0.10f)
    val path = Path()
    path.addRoundRect(RoundRect(at, round, round, if (left) round else sharp, if (left) sharp else round))
    drawPath(path, color, style = style)
}
