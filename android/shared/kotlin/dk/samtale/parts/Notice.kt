// One quiet line about how things stand, and a problem told in words with a way on.
// Refuses to stand in the way: never a dialog. Shown under titles and above the composer.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import dk.samtale.core.ProblemView
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** Something to know, nothing to do. */
@Composable
fun Notice(text: String, icon: ImageVector, modifier: Modifier = Modifier) = Row(
    modifier.fillMaxWidth().padding(horizontal = Space.side, vertical = Space.half).semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
    Arrangement.spacedBy(Space.one),
) {
    Icon(icon, null, Modifier.padding(top = inLine(1.dp)).size(inLine(16.dp)), tint = Theme.colors.muted)
    Text(text, style = Theme.type.label, fontWeight = FontWeight.Normal, color = Theme.colors.muted)
}

/** What happened, what it means, what can be done; the code stands small below. */
@Composable
fun ProblemNotice(problem: ProblemView, retry: String, modifier: Modifier = Modifier, onRetry: (() -> Unit)? = null) {
    val colors = Theme.colors
    Row(
        modifier
            .fillMaxWidth()
            .background(colors.surface, Corner.photo)
            .border(1.dp, colors.rose, Corner.photo)
            .padding(Space.two)
            .semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
        Arrangement.spacedBy(Space.two),
    ) {
        Icon(Icons.alert, null, Modifier.padding(top = 1.dp).size(inLine(22.dp)), tint = colors.rose)
        Column(Modifier.weight(1f)) {
            Text(problem.sentence, style = Theme.type.note, color = colors.ink)
            Text(problem.code, Modifier.padding(top = Space.half), style = Theme.type.time, color = colors.muted)
            if (problem.retry && onRetry != null) QuietButton(retry, Modifier.offset(x = -Space.two), onClick = onRetry)
        }
    }
}
