// The picture of a welcome: a fjord in evening light, and two who talk across it. Refuses to mean anything words do not say.
// Shown by WelcomeScreen.
package dk.samtale.parts

import androidx.compose.foundation.Canvas
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Brush
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.scale
import androidx.compose.ui.graphics.lerp
import androidx.compose.ui.graphics.vector.PathParser
import dk.samtale.theme.Theme

/** Outlines on a grid of 100 by 100. */
private val outlines = listOf(
    "M0 32 C8 22 14 21 20 31 C26 41 36 48 47 60 L0 60 Z",
    "M100 25 C93 15 86 17 80 28 C73 41 64 50 55 60 L100 60 Z",
    "M0 73 C10 65 22 69 30 82 C34 89 38 95 40 100 L0 100 Z",
    "M100 76 C90 69 80 72 72 84 C67 91 64 96 62 100 L100 100 Z",
)

@Composable
fun Fjord(modifier: Modifier = Modifier) {
    val colors = Theme.colors
    val (farLeft, farRight, nearLeft, nearRight) = remember { outlines.map { PathParser().parsePathString(it).toPath() } }
    Canvas(modifier) {
        val (w, h) = size
        val fjord = colors.own.ground
        fun shade(light: Float, dark: Float) = lerp(colors.paper, fjord, if (colors.dark) dark else light)
        val dusk = lerp(colors.paper, colors.sun, if (colors.dark) 0.30f else 0.55f)
        val horizon = h * 0.60f

        drawRect(Brush.verticalGradient(listOf(shade(0.22f, 0.30f), dusk), endY = horizon))
        drawCircle(colors.sun, h * 0.13f, Offset(w * 0.51f, horizon - h * 0.015f))
        hill(farLeft, shade(0.42f, 0.45f))
        hill(farRight, shade(0.36f, 0.40f))
        drawRect(Brush.verticalGradient(listOf(lerp(dusk, fjord, 0.22f), shade(0.42f, 0.42f)), horizon, h), Offset(0f, horizon), Size(w, h - horizon))
        for (i in 0..4) stroke(colors.sun.copy(alpha = 0.85f - i * 0.15f), w * 0.51f, horizon + h * (0.03f + i * 0.06f), w * (0.13f - i * 0.018f), h * 0.012f)
        hill(nearLeft, shade(0.72f, 0.70f))
        hill(nearRight, shade(0.66f, 0.64f))
        said(colors.surface, colors.muted.copy(alpha = 0.55f), Rect(w * 0.09f, h * 0.38f, w * 0.43f, h * 0.57f), left = true)
        said(fjord, colors.ownTime, Rect(w * 0.56f, h * 0.55f, w * 0.91f, h * 0.74f), left = false)
    }
}

private fun DrawScope.hill(outline: Path, color: Color) = scale(size.width / 100, size.height / 100, Offset.Zero) { drawPath(outline, color) }

/** A bubble with two strokes that stand for words. */
private fun DrawScope.said(ground: Color, words: Color, at: Rect, left: Boolean) {
    drawBubble(ground, at, left)
    for ((row, length) in listOf(0.36f to 0.66f, 0.64f to 0.42f)) {
        val half = at.width * length / 2
        stroke(words, at.left + at.width * 0.15f + half, at.top + at.height * row, half, at.height * 0.11f)
    }
}

private fun DrawScope.stroke(color: Color, x: Float, y: Float, half: Float, thick: Float) =
    drawRoundRect(color, Offset(x - half, y - thick / 2), Size(half * 2, thick), CornerRadius(thick / 2))
