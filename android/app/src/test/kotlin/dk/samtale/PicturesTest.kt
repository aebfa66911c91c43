// Draws every screen in a real Activity on a phone and on a tablet, and keeps the pictures in target/shots.
// Refuses a blank screen. Run by Maven under Robolectric.
package dk.samtale

import android.graphics.Bitmap
import androidx.activity.ComponentActivity
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onRoot
import dk.samtale.theme.Dark
import dk.samtale.theme.Light
import dk.samtale.theme.Palette
import dk.samtale.theme.SamtaleTheme
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import java.io.File

@RunWith(ScreenRunner::class)
class PicturesTest {
    @get:Rule val rule = createAndroidComposeRule<ComponentActivity>()

    private fun all(suffix: String, palette: Palette, wide: Boolean) {
        val shown = scenes.filter { it.wide == wide }
        var scene by mutableStateOf(shown.first())
        rule.setContent { SamtaleTheme(palette) { key(scene) { scene.content() } } }
        for (next in shown) {
            scene = next
            rule.waitForIdle()
            val picture = rule.onRoot().captureToImage().asAndroidBitmap()
            val folder = File(System.getProperty("shots")!!).apply { mkdirs() }
            File(folder, "${next.name}-$suffix.png").outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
            assertTrue("${next.name} looks blank", colours(picture) > 20)
        }
    }

    /** How many different colours stand on a grid over the picture. */
    private fun colours(picture: Bitmap): Int {
        val all = IntArray(picture.width * picture.height)
        picture.getPixels(all, 0, picture.width, 0, 0, picture.width, picture.height)
        val seen = HashSet<Int>()
        for (y in 0 until picture.height step 5) for (x in 0 until picture.width step 5) seen += all[y * picture.width + x]
        return seen.size
    }

    @Test fun light() = all("light", Light, wide = false)
    @Test fun dark() = all("dark", Dark, wide = false)

    @Test @Config(qualifiers = "w1280dp-h800dp-land-xhdpi")
    fun tablet() = all("light", Light, wide = true)
}
