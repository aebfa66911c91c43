// Corners and distances: steps of 4, and the few shapes that return everywhere.
// Refuses a distance with two names. Read by every screen.
package dk.samtale.theme

import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.ui.unit.dp

object Space {
    val hair = 2.dp
    val half = 4.dp
    val one = 8.dp
    val two = 12.dp
    /** The margin at a screen's side. */
    val side = 16.dp
    val wide = 24.dp
    val far = 32.dp
    /** The least size of what can be touched. */
    val touch = 48.dp
    /** No line of text or form grows wider than this. */
    val column = 560.dp
}

object Corner {
    val card = RoundedCornerShape(20.dp)
    val field = RoundedCornerShape(24.dp)
    val photo = RoundedCornerShape(16.dp)
    val chip = RoundedCornerShape(10.dp)
    val button = RoundedCornerShape(16.dp)
    val sheet = RoundedCornerShape(topStart = 28.dp, topEnd = 28.dp)

    /** A bubble; `tail` when it is the last of its group, so that the corner towards its author is small. */
    fun bubble(own: Boolean, tail: Boolean): RoundedCornerShape {
        val small = if (tail) 6.dp else 20.dp
        return RoundedCornerShape(
            topStart = 20.dp, topEnd = 20.dp,
            bottomStart = if (own) 20.dp else small, bottomEnd = if (own) small else 20.dp,
        )
    }
}
