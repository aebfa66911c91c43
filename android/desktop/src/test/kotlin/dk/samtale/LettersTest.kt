// Letters and emoji as drawn: each has a shape of its own, emoji have colour. Refuses boxes in place of letters.
package dk.samtale

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.Text
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.sp
import dk.samtale.theme.Light
import dk.samtale.theme.Theme
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class LettersTest {
    private val small = Size(160, 160, 2f)

    private fun pixels(text: String): List<Int> {
        val drawn = draw(small, Light) {
            Box(Modifier.fillMaxSize().background(Theme.colors.paper), Alignment.Center) { Text(text, fontSize = 40.sp, color = Theme.colors.ink) }
        }
        return List(160 * 160) { drawn.at(it % 160, it / 160) }
    }

    /** How far a colour is from grey. */
    private fun depth(colour: Int) = listOf(16, 8, 0).map { colour shr it and 255 }.let { it.max() - it.min() }

    @Test fun danishLettersAreLettersOfTheirOwn() {
        val drawn = listOf("æ", "ø", "å", "Æ", "Ø", "Å", "\uFFFF").map(::pixels)
        assertEquals(drawn.size, drawn.toSet().size)
    }

    @Test fun emojiHaveColour() {
        for (emoji in listOf("🎉", "😊", "👍", "🌼", "👍🏽")) assertTrue(emoji, pixels(emoji).count { depth(it) > 60 } > 200)
        assertTrue(pixels("ø").none { depth(it) > 60 })
    }
}
