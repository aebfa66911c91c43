// Draws a composable to pixels without a window. Refuses half-finished frames: lets pictures load and springs rest.
// Called by the picture tests.
package dk.samtale

import androidx.compose.runtime.Composable
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.unit.Density
import androidx.compose.ui.use
import dk.samtale.theme.Palette
import dk.samtale.theme.SamtaleTheme
import org.jetbrains.skia.Bitmap
import org.jetbrains.skia.Image
import org.jetbrains.skia.ImageInfo
import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder

class Size(val width: Int, val height: Int, val density: Float)

val phone = Size(1080, 2160, 2.625f)
val tablet = Size(2560, 1600, 2f)

class Drawn(val image: Image) {
    private val pixels by lazy {
        val bytes = Bitmap.makeFromImage(image).use { it.readPixels(ImageInfo.makeN32Premul(image.width, image.height)) }!!
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer()
    }

    fun at(x: Int, y: Int): Int = pixels[y * image.width + x]

    /** How many different colours stand on a grid over the picture. */
    fun colours(step: Int = 5): Int {
        val seen = HashSet<Int>()
        for (y in 0 until image.height step step) for (x in 0 until image.width step step) seen += at(x, y)
        return seen.size
    }

    fun save(name: String) {
        val folder = File(System.getProperty("shots")).apply { mkdirs() }
        File(folder, "$name.png").writeBytes(image.encodeToData()!!.bytes)
    }
}

fun draw(size: Size, palette: Palette, fontScale: Float = 1f, content: @Composable () -> Unit): Drawn =
    ImageComposeScene(size.width, size.height, Density(size.density, fontScale)) { SamtaleTheme(palette, content) }.use { scene ->
        var time = 0L
        repeat(4) { scene.render(time); time += 400_000_000L }
        Drawn(scene.render(time))
    }
