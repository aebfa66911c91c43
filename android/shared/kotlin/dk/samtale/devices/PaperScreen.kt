// A code on paper, shown this once: eight groups of five digits to write down, the same as a picture, and what to do with it.
// Refuses to be selected or copied: whoever has the clipboard would have the key. Opened from DevicesScreen.
package dk.samtale.devices

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.rememberTextMeasurer
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dk.samtale.core.Labels
import dk.samtale.core.PaperView
import dk.samtale.parts.MainButton
import dk.samtale.parts.Page
import dk.samtale.parts.Qr
import dk.samtale.parts.Steps
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun PaperScreen(view: PaperView, labels: Labels, onClose: () -> Unit) = Page(foot = { MainButton(labels.close, Modifier.fillMaxWidth(), onClick = onClose) }) {
    Text(labels.paperHeading, Modifier.padding(bottom = Space.side).semantics { heading() }, style = Theme.type.display)
    Groups(view.groups)
    Steps(view.steps, Modifier.padding(top = Space.wide))
    Qr(view.qr, labels.qr, Modifier.padding(top = Space.wide).align(Alignment.CenterHorizontally))
}

/** Four beside each other where they fit, else two; read along the rows, digit by digit. */
@Composable
private fun Groups(groups: List<String>) {
    val colors = Theme.colors
    BoxWithConstraints(
        Modifier
            .fillMaxWidth()
            .background(colors.surface, Corner.card)
            .border(1.dp, if (colors.outlined) colors.outline else colors.hairline, Corner.card)
            .padding(Space.side),
    ) {
        val one = rememberTextMeasurer().measure(groups.firstOrNull().orEmpty(), Theme.type.digits).size.width
        val beside = if (with(LocalDensity.current) { (one * 4).toDp() } + Space.two * 3 <= maxWidth) 4 else 2
        Column(verticalArrangement = Arrangement.spacedBy(Space.two)) {
            for (row in groups.chunked(beside)) Row(Modifier.fillMaxWidth()) {
                for (group in row) Text(
                    group,
                    Modifier.weight(1f).semantics { contentDescription = group.toList().joinToString(" ") },
                    style = Theme.type.digits, textAlign = TextAlign.Center, maxLines = 1, softWrap = false,
                )
            }
        }
    }
}
