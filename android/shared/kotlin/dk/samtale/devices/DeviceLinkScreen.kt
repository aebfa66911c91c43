// A link for one more device of the same person: what to do, the link as a picture and as words, until when.
// Refuses to say that it worked: the list of devices does. Opened from DevicesScreen, closed when the new one is there.
package dk.samtale.devices

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.DeviceLinkView
import dk.samtale.core.Labels
import dk.samtale.parts.MainButton
import dk.samtale.parts.Page
import dk.samtale.parts.Qr
import dk.samtale.parts.Steps
import dk.samtale.parts.Until
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun DeviceLinkScreen(view: DeviceLinkView, labels: Labels, onCopy: (String) -> Unit, onBack: () -> Unit) = Page(
    back = labels.back,
    onBack = onBack,
    foot = { MainButton(labels.copy, Modifier.fillMaxWidth()) { onCopy(view.link) } },
) {
    val colors = Theme.colors
    Text(labels.deviceAdd, Modifier.padding(bottom = Space.side).semantics { heading() }, style = Theme.type.display)
    Steps(view.steps)
    Qr(view.qr, labels.qr, Modifier.padding(top = Space.wide).align(Alignment.CenterHorizontally))
    Until(view.until, Modifier.padding(top = Space.two).align(Alignment.CenterHorizontally))
    Text(
        view.link,
        Modifier
            .padding(top = Space.wide)
            .fillMaxWidth()
            .background(colors.surface, Corner.card)
            .border(1.dp, if (colors.outlined) colors.outline else colors.hairline, Corner.card)
            .padding(Space.side),
        style = Theme.type.time, color = colors.muted,
    )
}
