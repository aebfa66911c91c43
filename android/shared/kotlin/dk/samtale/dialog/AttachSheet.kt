// What can come with a post: a photo or a file, each through the system's own picker. Refuses what the system cannot choose.
// Opened by the plus in the composer.
package dk.samtale.dialog

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.offset
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dk.samtale.core.Labels
import dk.samtale.parts.Icons
import dk.samtale.parts.QuietButton
import dk.samtale.parts.Sheet
import dk.samtale.theme.Space

@Composable
fun AttachSheet(labels: Labels, onPhoto: () -> Unit, onFile: () -> Unit, onClose: () -> Unit) = Sheet(labels.attach, labels.close, onClose) {
    Column(Modifier.offset(x = -Space.two)) {
        QuietButton(labels.attachPhoto, icon = Icons.photo, onClick = onPhoto)
        QuietButton(labels.attachFile, icon = Icons.file, onClick = onFile)
    }
}
