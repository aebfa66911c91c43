// A person's app in a window of its own, of a phone's or a tablet's size, beside the other's. Refuses nothing a person may do.
// Called by Serve where there is a display.
package dk.samtale.demo

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.WindowPosition
import androidx.compose.ui.window.application
import androidx.compose.ui.window.rememberWindowState
import dk.samtale.app.App
import dk.samtale.app.OnboardingModel
import dk.samtale.app.Outside
import dk.samtale.core.AttachedDraft
import dk.samtale.theme.SamtaleTheme
import dk.samtale.theme.palette
import java.awt.Desktop
import java.awt.FileDialog
import java.awt.Frame
import java.awt.Toolkit
import java.awt.datatransfer.StringSelection
import java.io.File
import java.net.URI

fun window(person: Person, model: OnboardingModel) = application {
    val (size, place) = when (person) {
        Person.KAREN -> DpSize(412.dp, 900.dp) to WindowPosition(24.dp, 24.dp)
        Person.ALI -> DpSize(1280.dp, 800.dp) to WindowPosition(460.dp, 24.dp)
    }
    Window(::exitApplication, rememberWindowState(position = place, size = size), title = "${model.labels.app} · ${person.full}") {
        val outside = Outside(
            openPage = { page -> if (Desktop.isDesktopSupported()) Desktop.getDesktop().browse(URI(page)) },
            choosePhoto = { taken -> chosen(window)?.let { taken(it.readBytes()) } },
            chooseFile = { taken -> chosen(window)?.let { taken(AttachedDraft.File(it.readBytes(), it.name, "")) } },
            saveFile = { name, _, bytes -> place(window, name)?.writeBytes(bytes) },
            copy = { Toolkit.getDefaultToolkit().systemClipboard.setContents(StringSelection(it), null) },
        )
        SamtaleTheme(palette(isSystemInDarkTheme(), highContrast = false)) { App(model, outside) }
    }
}

private fun place(over: Frame, name: String): File? = FileDialog(over, "", FileDialog.SAVE).run {
    file = name
    isVisible = true
    file?.let { File(directory, it) }
}

private fun chosen(over: Frame): File? = FileDialog(over).run {
    isVisible = true
    file?.let { File(directory, it) }
}
