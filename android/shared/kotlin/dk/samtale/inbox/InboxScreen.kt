// The list of dialogs, newest first. Refuses to sort or to count: the view has done it.
// Shown by App, alone on a phone and to the left on a tablet.
package dk.samtale.inbox

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.shadow
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dk.samtale.core.EmptyView
import dk.samtale.core.InboxRow
import dk.samtale.core.InboxView
import dk.samtale.core.JotView
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.parts.Ask
import dk.samtale.parts.IconButton
import dk.samtale.parts.Icons
import dk.samtale.parts.MainButton
import dk.samtale.parts.Mark
import dk.samtale.parts.Notice
import dk.samtale.parts.ProblemNotice
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** What can be done in the list. `onCode` is for a citizen's empty list; `onNudges` is null where the system has no place for news. */
class InboxActions(
    val onOpen: (dialog: String) -> Unit, val onNew: () -> Unit, val onCode: () -> Unit, val onDevices: () -> Unit, val onSearch: () -> Unit,
    val onPlace: (JotView) -> Unit = {}, val onAsk: Ask = {},
    val onHold: (dialog: String) -> Unit = {}, val onChoose: (dialog: String, choice: String) -> Unit = { _, _ -> }, val onArchived: () -> Unit = {},
    val onNudges: ((on: Boolean) -> Unit)? = null,
)

@Composable
fun InboxScreen(
    view: InboxView,
    labels: Labels,
    actions: InboxActions,
    modifier: Modifier = Modifier,
    selected: String? = null,
    problem: ProblemView? = null,
) = Box(modifier.fillMaxSize().background(Theme.colors.paper)) {
    Column(Modifier.fillMaxSize()) {
        Row(
            Modifier.fillMaxWidth().heightIn(min = 64.dp).padding(start = Space.side, end = Space.half),
            Arrangement.spacedBy(10.dp),
            Alignment.CenterVertically,
        ) {
            Mark(Modifier.size(28.dp))
            Text(view.title, Modifier.weight(1f).semantics { heading() }, style = Theme.type.title)
            IconButton(Icons.search, labels.search, color = Theme.colors.muted, onClick = actions.onSearch)
            IconButton(Icons.devices, labels.devices, color = Theme.colors.muted, onClick = actions.onDevices)
        }
        view.notice?.let { Notice(it, view.noticeIcon, Modifier.padding(bottom = Space.one)) }
        problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(horizontal = Space.side, vertical = Space.half)) }
        val empty = view.empty
        if (empty != null && view.rows.isEmpty() && view.jots.isEmpty()) Empty(empty, if (view.mayInvite) actions.onNew else actions.onCode)
        else LazyColumn(Modifier.weight(1f), contentPadding = PaddingValues(bottom = 96.dp)) {
            val nudge = actions.onNudges
            view.nudges.ask?.takeIf { nudge != null }?.let { ask -> item("nudges") { NudgeCard(ask, Modifier.animateItem()) { nudge?.invoke(it) } } }
            if (view.jots.isNotEmpty()) item { JotsHeading(labels) }
            items(view.jots, { it.jot }) { JotCard(it, labels, view.places.isNotEmpty(), actions.onPlace, actions.onAsk, Modifier.animateItem()) }
            items(view.rows, { it.dialog }) { row ->
                Line(row, row.dialog == selected, actions, Modifier.animateItem())
            }
            view.archived?.let { item("archived") { ArchivedRow(it.label, actions.onArchived) } }
        }
    }
    view.undo?.let { UndoBar(it, Modifier.align(Alignment.BottomCenter).padding(bottom = if (view.mayInvite) 84.dp else 0.dp)) { actions.onChoose(it.dialog, it.choice) } }
    if (view.mayInvite) NewButton(labels.newDialog, Modifier.align(Alignment.BottomEnd), actions.onNew)
}

@Composable
internal fun Line(row: InboxRow, chosen: Boolean, actions: InboxActions, modifier: Modifier = Modifier) = InboxLine(
    row, chosen, modifier, hold = { actions.onHold(row.dialog) }, choose = { actions.onChoose(row.dialog, it) },
) { actions.onOpen(row.dialog) }

/** Only what is about the connection wears the cloud. */
val InboxView.noticeIcon: ImageVector get() = if (noticeOffline) Icons.cloudOff else Icons.info

@Composable
private fun Empty(empty: EmptyView, onBegin: () -> Unit) = Column(
    Modifier.fillMaxSize().padding(horizontal = Space.far),
    Arrangement.spacedBy(Space.wide, Alignment.CenterVertically),
    Alignment.CenterHorizontally,
) {
    Mark(Modifier.size(72.dp))
    Text(empty.sentence, style = Theme.type.body, color = Theme.colors.muted, textAlign = TextAlign.Center)
    MainButton(empty.button, onClick = onBegin)
}

@Composable
private fun NewButton(words: String, modifier: Modifier, onClick: () -> Unit) {
    val colors = Theme.colors
    Box(
        modifier
            .padding(Space.side)
            .shadow(if (colors.outlined) 0.dp else 4.dp, Corner.card)
            .size(60.dp)
            .clip(Corner.card)
            .background(colors.own.ground)
            .then(if (colors.outlined) Modifier.border(1.5.dp, colors.outline, Corner.card) else Modifier)
            .clickable(onClickLabel = words, role = Role.Button, onClick = onClick),
        Alignment.Center,
    ) { Icon(Icons.plus, words, Modifier.size(26.dp), tint = colors.own.ink) }
}
