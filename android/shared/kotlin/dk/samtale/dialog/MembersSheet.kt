// Everyone who can read a dialog: who, since when, how it is known, what can be done about them and the dialog, and the case's other dialogs.
// Refuses to hide anyone. Opened from the head of DialogScreen; on a wide tablet it stands as a third pane.
package dk.samtale.dialog

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.DialogView
import dk.samtale.core.Labels
import dk.samtale.core.MemberView
import dk.samtale.parts.ActButton
import dk.samtale.parts.ActButtons
import dk.samtale.parts.Ask
import dk.samtale.parts.Avatar
import dk.samtale.parts.Icons
import dk.samtale.parts.QuietButton
import dk.samtale.parts.Sheet
import dk.samtale.parts.inLine
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** What can be done in the list of members. */
class MemberActions(
    val onAsk: Ask, val onBring: () -> Unit, val onCopy: (text: String) -> Unit = {}, val onDialog: (dialog: String) -> Unit = {},
    val onAside: () -> Unit = {}, val onChoose: (choice: String) -> Unit = {},
)

@Composable
fun MembersSheet(view: DialogView, labels: Labels, actions: MemberActions, onClose: () -> Unit) =
    Sheet(labels.membersHeading, labels.close, onClose) { Members(view, labels, actions) }

/** The same list as a pane of its own. */
@Composable
fun MembersPane(view: DialogView, labels: Labels, actions: MemberActions, modifier: Modifier = Modifier) =
    Column(modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(start = 20.dp, end = 20.dp, bottom = Space.wide)) {
        Text(labels.membersHeading, Modifier.padding(top = 20.dp, bottom = Space.one).semantics { heading() }, style = Theme.type.title)
        Members(view, labels, actions)
    }

/** Everyone, then what can be done to the dialog itself. */
@Composable
private fun Members(view: DialogView, labels: Labels, actions: MemberActions) {
    for (member in view.members) {
        Member(member)
        ActButtons(member.acts, Modifier.padding(start = besideAvatar - Space.two), actions.onAsk)
    }
    Box(Modifier.padding(vertical = Space.one).fillMaxWidth().height(1.dp).background(Theme.colors.hairline))
    Column(Modifier.offset(x = -Space.two)) {
        for (room in view.rooms) QuietButton(room.label, icon = Icons.people) { actions.onDialog(room.dialog) }
        view.aside?.let { QuietButton(it.label, icon = Icons.people, onClick = actions.onAside) }
        if (view.mayBring) QuietButton(labels.bring, icon = Icons.plus, onClick = actions.onBring)
        QuietButton(labels.dialogLink, icon = Icons.copy) { actions.onCopy(view.link) }
        for (choice in view.choices) QuietButton(choice.label) { actions.onChoose(choice.choice) }
        for (act in view.acts) ActButton(act, onAsk = actions.onAsk)
    }
}

@Composable
private fun Member(member: MemberView) {
    val colors = Theme.colors
    Row(
        Modifier.fillMaxWidth().padding(top = Space.two, bottom = if (member.acts.isEmpty()) Space.two else 0.dp).semantics(mergeDescendants = true) {},
        Arrangement.spacedBy(Space.two),
    ) {
        Avatar(member.initials, member.tone, size = avatar)
        Column(Modifier.weight(1f)) {
            Text(member.name, style = Theme.type.name)
            Text(member.role, style = Theme.type.note, color = colors.muted)
            Text(member.since, style = Theme.type.note, color = colors.muted)
            val proof = if (member.proven) colors.moss else colors.rose
            Row(Modifier.padding(top = Space.half), Arrangement.spacedBy(6.dp)) {
                Icon(if (member.proven) Icons.shield else Icons.alert, null, Modifier.padding(top = 1.dp).size(inLine(16.dp)), tint = proof)
                Text(member.proof, style = Theme.type.label, color = proof)
            }
        }
    }
}

private val avatar = 44.dp

/** Where the words beside an avatar begin. */
private val besideAvatar = avatar + Space.two
