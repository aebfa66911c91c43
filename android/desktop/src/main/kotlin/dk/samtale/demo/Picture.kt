// Draws a person's app as it stands, light and dark, to PNG files. Refuses half-finished frames: waits until all is there
// and lets springs rest.
// Called by Client when there is no window to look at.
package dk.samtale.demo

import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.unit.Density
import androidx.compose.ui.use
import dk.samtale.app.App
import dk.samtale.app.OnboardingModel
import dk.samtale.app.Outside
import dk.samtale.theme.Dark
import dk.samtale.theme.Light
import dk.samtale.theme.Palette
import dk.samtale.theme.SamtaleTheme
import kotlinx.coroutines.yield
import java.io.File
import kotlin.coroutines.coroutineContext

/** How many frames a screen rests after everything has come. */
private const val REST = 6

suspend fun draw(person: Person, model: OnboardingModel, folder: File, isThere: () -> Boolean): List<File> =
    listOf("" to Light, "-dark" to Dark).map { (suffix, palette) ->
        File(folder, "${person.key}$suffix.png").apply { writeBytes(picture(person, model, palette, isThere)) }
    }

private suspend fun picture(person: Person, model: OnboardingModel, palette: Palette, isThere: () -> Boolean): ByteArray {
    val (width, height, density) = if (person == Person.KAREN) Triple(1080, 2340, 2.625f) else Triple(2560, 1600, 2f)
    val nowhere = Outside(openPage = {}, choosePhoto = {}, copy = {})
    return ImageComposeScene(width, height, Density(density), coroutineContext = coroutineContext) { SamtaleTheme(palette) { App(model, nowhere) } }.use { scene ->
        var time = 0L
        var rested = 0
        while (rested < REST) {
            scene.render(time)
            yield()
            time += 400_000_000L
            rested = if (isThere()) rested + 1 else 0
        }
        scene.render(time).encodeToData()!!.bytes
    }
}
