// Draws every screen, light and dark and in large text, and keeps the pictures in target/shots.
// Refuses a blank screen. Run by Maven; the pictures are for people to look at.
package dk.samtale

import dk.samtale.theme.Dark
import dk.samtale.theme.HighContrastDark
import dk.samtale.theme.HighContrastLight
import dk.samtale.theme.Light
import dk.samtale.theme.Palette
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class PicturesTest {
    private fun all(suffix: String, palette: Palette, fontScale: Float = 1f, among: List<Scene> = scenes) {
        for (scene in among) {
            val size = if (scene.wide) tablet else phone
            val picture = draw(size, palette, fontScale, scene.content)
            picture.save("${scene.name}-$suffix")
            assertEquals(size.width to size.height, picture.image.width to picture.image.height)
            assertTrue("${scene.name} looks blank", picture.colours() > 20)
        }
    }

    @Test fun light() = all("light", Light)
    @Test fun dark() = all("dark", Dark)
    @Test fun largeText() = all("large", Light, 2f, scenes.filterNot { it.wide })
    @Test fun highContrastLight() = all("contrast-light", HighContrastLight, among = telling)
    @Test fun highContrastDark() = all("contrast-dark", HighContrastDark, among = telling)

    /** The screens on which every colour of a palette is used. */
    private val telling = scenes.filter { it.name in setOf("inbox", "dialog-consent", "dialog-trouble", "consent", "code-problem", "devices-problem", "device-link", "paper") }
}
