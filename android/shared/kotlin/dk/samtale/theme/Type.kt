// The type of the app: the system's own face in few sizes, all in sp. Refuses sizes chosen in a screen.
// Read by every screen through SamtaleTheme.
package dk.samtale.theme

import androidx.compose.runtime.Immutable
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.LineHeightStyle
import androidx.compose.ui.unit.TextUnit
import androidx.compose.ui.unit.sp

@Immutable
data class Type(
    /** Digits that another person reads across a table. */
    val numerals: TextStyle = style(44.sp, FontWeight.SemiBold, 1.25f),
    /** The one large line of a welcome. */
    val display: TextStyle = style(28.sp, FontWeight.SemiBold, 1.25f),
    val title: TextStyle = style(20.sp, FontWeight.Medium),
    val name: TextStyle = style(16.sp, FontWeight.Medium),
    val body: TextStyle = style(17.sp),
    /** Second lines: a topic, the last post, what a field is for. */
    val note: TextStyle = style(15.sp),
    val label: TextStyle = style(13.sp, FontWeight.Medium),
    val time: TextStyle = style(12.sp),
    /** A code that is written down by hand. */
    val digits: TextStyle = style(22.sp, FontWeight.Medium).copy(fontFamily = FontFamily.Monospace),
)

private fun style(size: TextUnit, weight: FontWeight = FontWeight.Normal, height: Float = 1.35f) = TextStyle(
    fontFamily = FontFamily.Default,
    fontSize = size,
    fontWeight = weight,
    lineHeight = size * height,
    lineHeightStyle = LineHeightStyle(LineHeightStyle.Alignment.Center, LineHeightStyle.Trim.None),
)
