// Everyone who can read a dialog: who, since when, how it is known. Refuses to hide anyone.
// Opened from the head of DialogScreen; on a wide tablet it stands as a third pane.
package dk.samtale.dialog

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.Labels
import dk.samtale.core.MemberView
import dk.samtale.parts.Avatar
import dk.samtale.parts.Icons
import dk.samtale.parts.Sheet
import dk.samtale.parts.inLine
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun MembersSheet(members: List<MemberView>, labels: Labels, onClose: () -> Unit) =
    Sheet(labels.membersHeading, labels.close, onClose) { for (member in members) Member(member) }

/** The same list as a pane of its own. */
@Composable
fun MembersPane(members: List<MemberView>, labels: Labels, modifier: Modifier = Modifier) =
    Column(modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(horizontal = 20.dp)) {
        Text(labels.membersHeading, Modifier.padding(top = 20.dp, bottom = Space.one).semantics { heading() }, style = Theme.type.title)
        for (member in members) Member(member)
    }

@Composable
private fun Member(member: MemberView) {
    val colors = Theme.colors
    Row(
        Modifier.fillMaxWidth().padding(vertical = Space.two).semantics(mergeDescendants = true) {},
        Arrangement.spacedBy(Space.two),
    ) {
        Avatar(member.initials, member.tone, size = 44.dp)
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
