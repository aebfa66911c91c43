// Words and a small foot: the foot stands at the end of the last line where it fits, else below it to the right.
// Refuses to overlap. The inside of a bubble.
package dk.samtale.parts

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.layout.Layout
import androidx.compose.ui.layout.layoutId
import androidx.compose.foundation.layout.Box
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.TextLayoutResult
import dk.samtale.theme.Theme
import kotlin.math.ceil
import kotlin.math.max

@Composable
fun Flow(modifier: Modifier, text: AnnotatedString, color: Color, foot: @Composable () -> Unit) {
    val laidOut = remember { arrayOfNulls<TextLayoutResult>(1) }
    Layout(
        modifier = modifier,
        content = {
            if (text.isNotEmpty()) Text(text, Modifier.layoutId("text"), style = Theme.type.body, color = color, onTextLayout = { laidOut[0] = it })
            Box(Modifier.layoutId("foot")) { foot() }
        },
    ) { parts, bounds ->
        val loose = bounds.copy(minWidth = 0, minHeight = 0)
        val small = parts.first { it.layoutId == "foot" }.measure(loose)
        val words = parts.firstOrNull { it.layoutId == "text" }?.measure(loose)
        if (words == null) return@Layout layout(small.width, small.height) { small.place(0, 0) }

        val lines = laidOut[0]
        val end = lines?.let { ceil(it.getLineRight(it.lineCount - 1)).toInt() } ?: words.width
        val beside = end + small.width <= bounds.maxWidth
        val width = max(words.width, if (beside) end + small.width else small.width)
        val height = if (beside) max(words.height, small.height) else words.height + small.height
        layout(width, height) {
            words.place(0, 0)
            small.place(width - small.width, height - small.height)
        }
    }
}
