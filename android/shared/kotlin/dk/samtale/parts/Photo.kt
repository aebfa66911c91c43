// A photo that keeps its proportions, fetched when it comes into view. Refuses more than 60 % of the height.
// Shown in a bubble; until the bytes are here its place is kept with a tiny picture of it, so that nothing jumps.
package dk.samtale.parts

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.material3.Icon
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.produceState
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.coerceAtMost
import androidx.compose.ui.unit.dp
import dk.samtale.core.PhotoView
import dk.samtale.theme.Corner
import dk.samtale.theme.Theme

/** Bytes of a file by its id; null when they cannot be had now. */
typealias PhotoSource = suspend (file: String) -> ByteArray?

@Composable
fun Photo(photo: PhotoView, sent: UByte?, source: PhotoSource, maxWidth: Dp, maxHeight: Dp, modifier: Modifier = Modifier) {
    val ratio = (photo.width.toFloat() / photo.height.toFloat()).coerceIn(0.3f, 3.3f)
    val width = maxWidth.coerceAtMost(maxHeight * ratio)
    val preview = remember(photo.file) { photo.preview?.let(::decode) }
    val picture by produceState<ImageBitmap?>(null, photo.file) { value = source(photo.file)?.let(::decode) }
    Box(modifier.width(width).aspectRatio(ratio).clip(Corner.photo).background(Theme.colors.hairline), Alignment.Center) {
        when (val shown = picture ?: preview) {
            null -> Icon(Icons.photo, photo.alt, Modifier.size(32.dp), tint = Theme.colors.muted)
            else -> Image(shown, photo.alt, Modifier.fillMaxSize(), contentScale = ContentScale.Crop)
        }
        (sent ?: photo.progress)?.let { Line(it, Modifier.align(Alignment.BottomStart)) }
    }
}

/** How much of a photo has come through, on a ground of its own so that it shows on every picture. */
@Composable
private fun Line(percent: UByte, modifier: Modifier) = Box(modifier.fillMaxWidth().height(4.dp).background(Theme.colors.paper)) {
    Box(Modifier.fillMaxWidth(percent.toInt() / 100f).height(4.dp).background(Theme.colors.fjord))
}
