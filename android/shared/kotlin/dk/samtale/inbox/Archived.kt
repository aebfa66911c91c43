// The dialogs that are out of the list: the row at its foot, the screen it opens, and what takes the last of it back.
// Refuses to sort or to count. Shown by InboxScreen and Inside.
package dk.samtale.inbox

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.ArchivedView
import dk.samtale.core.InboxRow
import dk.samtale.core.Labels
import dk.samtale.core.UndoView
import dk.samtale.parts.IconButton
import dk.samtale.parts.Icons
import dk.samtale.parts.QuietButton
import dk.samtale.parts.Sheet
import dk.samtale.parts.inLine
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
internal fun ArchivedRow(label: String, open: () -> Unit) = Row(
    Modifier
        .fillMaxWidth()
        .padding(horizontal = Space.half, vertical = 1.dp)
        .clip(Corner.card)
        .clickable(role = Role.Button, onClick = open)
        .heightIn(min = 56.dp)
        .padding(horizontal = Space.two),
    Arrangement.spacedBy(Space.two),
    Alignment.CenterVertically,
) {
    Icon(Icons.archive, null, Modifier.padding(horizontal = 14.dp).size(inLine(24.dp)), tint = Theme.colors.muted)
    Text(label, style = Theme.type.name, color = Theme.colors.muted)
}

/** What was just archived; stays until something else is done. */
@Composable
internal fun UndoBar(undo: UndoView, modifier: Modifier = Modifier, onUndo: () -> Unit) {
    val colors = Theme.colors
    Row(
        modifier
            .padding(Space.side)
            .widthIn(max = Space.column)
            .fillMaxWidth()
            .clip(Corner.card)
            .background(colors.sand.ground)
            .then(if (colors.outlined) Modifier.border(1.5.dp, colors.outline, Corner.card) else Modifier)
            .semantics { liveRegion = LiveRegionMode.Polite }
            .padding(start = Space.side, end = Space.half, top = Space.half, bottom = Space.half),
        Arrangement.spacedBy(Space.one),
        Alignment.CenterVertically,
    ) {
        Text(undo.text, Modifier.weight(1f), style = Theme.type.note, color = colors.sand.ink)
        QuietButton(undo.label, onClick = onUndo)
    }
}

@Composable
fun ArchivedScreen(view: ArchivedView?, labels: Labels, actions: InboxActions, onBack: () -> Unit, selected: String? = null) = Column(Modifier.fillMaxSize().background(Theme.colors.paper)) {
    Row(Modifier.fillMaxWidth().heightIn(min = 64.dp).padding(horizontal = Space.half), Arrangement.spacedBy(Space.half), Alignment.CenterVertically) {
        IconButton(Icons.back, labels.back, onClick = onBack)
        Text(labels.archived, Modifier.weight(1f).semantics { heading() }, style = Theme.type.title)
    }
    LazyColumn(Modifier.weight(1f)) {
        items(view?.rows.orEmpty(), { it.dialog }) { row -> Line(row, row.dialog == selected, actions, Modifier.animateItem()) }
    }
}

/** What can be set about a row: opened by a long press. */
@Composable
fun RowSheet(row: InboxRow, labels: Labels, onChoose: (choice: String) -> Unit, onClose: () -> Unit) = Sheet(labels.choices, labels.close, onClose) {
    Text("${row.name}, ${row.topic}", style = Theme.type.note, color = Theme.colors.muted)
    Column(Modifier.padding(top = Space.one).offset(x = -Space.two)) {
        for (choice in row.choices) QuietButton(choice.label) { onChoose(choice.choice) }
    }
}
