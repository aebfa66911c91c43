// The palettes: every word can be read on its ground (WCAG AA, 4.5:1; 7:1 in high contrast). Run on the desktop and on Android.
package dk.samtale

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import dk.samtale.theme.Dark
import dk.samtale.theme.HighContrastDark
import dk.samtale.theme.HighContrastLight
import dk.samtale.theme.Light
import dk.samtale.theme.Palette
import org.junit.Assert.assertTrue
import org.junit.Test
import kotlin.math.max
import kotlin.math.min

class ColorsTest {
    private fun ratio(a: Color, b: Color): Float {
        val (x, y) = a.luminance() to b.luminance()
        return (max(x, y) + 0.05f) / (min(x, y) + 0.05f)
    }

    private fun check(name: String, p: Palette, least: Float) {
        val written = buildList {
            for (ground in listOf(p.paper, p.surface)) for (ink in listOf(p.ink, p.muted, p.fjord, p.moss, p.rose)) add(ink to ground)
            for (tone in listOf(p.own, p.sand, p.amber) + p.avatars) add(tone.ink to tone.ground)
            add(p.ownTime to p.own.ground)
            add(p.muted to p.sand.ground)
            add(p.amber.ink to p.surface)
            for (ink in listOf(p.rose, p.fjord)) add(ink to p.amber.ground)
        }
        for ((ink, ground) in written) assertTrue("$name: $ink on $ground is ${ratio(ink, ground)}", ratio(ink, ground) >= least)
        assertTrue("$name: outline", ratio(p.outline, p.paper) >= 3f)
    }

    @Test fun light() = check("light", Light, 4.5f)
    @Test fun dark() = check("dark", Dark, 4.5f)
    @Test fun highContrastLight() = check("high contrast light", HighContrastLight, 7f)
    @Test fun highContrastDark() = check("high contrast dark", HighContrastDark, 7f)
}
