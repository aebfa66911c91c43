// A QR code as the core gave it: black squares on white in every palette, with its quiet zone of four squares around it.
// Refuses colours of the theme and half pixels: a camera must read it. Shown on the screens that add a device or make a code on paper.
package dk.samtale.parts

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.QrView
import dk.samtale.theme.Corner
import kotlin.math.floor

/** Squares of white around the code (ISO/IEC 18004). */
const val QuietZone = 4

@Composable
fun Qr(qr: QrView, words: String, modifier: Modifier = Modifier) = Canvas(
    modifier.widthIn(max = 320.dp).fillMaxWidth().aspectRatio(1f).clip(Corner.chip).semantics {
        contentDescription = words
        role = Role.Image
    },
) {
    drawRect(Color.White)
    val count = qr.size.toInt()
    // Whole pixels, so that no line of light stands between two squares.
    val square = floor(size.minDimension / (count + 2 * QuietZone)).coerceAtLeast(1f)
    val edge = floor((size.minDimension - count * square) / 2)
    for (row in 0 until count) {
        var from = 0
        while (from < count) {
            var to = from
            while (to < count && qr.squares[row * count + to] == dark) to++
            if (to > from) drawRect(Color.Black, Offset(edge + from * square, edge + row * square), Size((to - from) * square, square))
            from = to + 1
        }
    }
}

private const val dark: Byte = 1
