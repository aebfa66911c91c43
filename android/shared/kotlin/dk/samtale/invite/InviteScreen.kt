// A caseworker starts a dialog: four fields and a switch, then an invitation to hand over; with a family on a screen of its own. Refuses to send it: the caseworker does.
// Opened from the list by those who may.
package dk.samtale.invite

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.unit.dp
import dk.samtale.core.InvitationDraft
import dk.samtale.core.InvitationView
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.parts.Field
import dk.samtale.parts.Icons
import dk.samtale.parts.MainButton
import dk.samtale.parts.OnOrOff
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.QuietButton
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** What the caseworker has filled in so far; kept when making the invitation fails. */
@Stable
class InviteDraft {
    var name by mutableStateOf("")
    var topic by mutableStateOf("")
    var purpose by mutableStateOf("")
    var first by mutableStateOf("")
    var sensitive by mutableStateOf(false)

    val ready: Boolean get() = name.isNotBlank() && topic.isNotBlank() && purpose.isNotBlank()

    fun filled() = InvitationDraft(name.trim(), topic.trim(), purpose.trim(), first.trim(), sensitive)
}

@Composable
fun InviteScreen(
    labels: Labels,
    draft: InviteDraft,
    invitation: InvitationView?,
    problem: ProblemView?,
    busy: Boolean,
    onMake: (InvitationDraft) -> Unit,
    onCopy: (String) -> Unit,
    onPrint: (invitation: String) -> Unit,
    onFamily: () -> Unit,
    onBack: () -> Unit,
    mayBeSensitive: Boolean = false,
    mayMatch: Boolean = false,
) = Page(
    back = labels.back,
    onBack = onBack,
    foot = {
        if (invitation == null) MainButton(labels.inviteMake, Modifier.fillMaxWidth(), draft.ready, busy) { onMake(draft.filled()) }
        else MainButton(labels.copy, Modifier.fillMaxWidth()) { onCopy(invitation.text) }
    },
) {
    Text(labels.newDialog, Modifier.padding(bottom = if (invitation == null) 0.dp else Space.wide).semantics { heading() }, style = Theme.type.display)
    if (invitation == null) QuietButton(labels.household, Modifier.padding(bottom = Space.one), Icons.people, onClick = onFamily)
    if (invitation != null) Ready(invitation, labels, onPrint)
    else Column(verticalArrangement = Arrangement.spacedBy(20.dp)) {
        Field(labels.inviteName, draft.name, { draft.name = it }, capitals = KeyboardCapitalization.Words, help = labels.inviteNameHelp.takeIf { mayMatch })
        Field(labels.inviteTopic, draft.topic, { draft.topic = it })
        Field(labels.invitePurpose, draft.purpose, { draft.purpose = it }, lines = 2)
        Field(labels.inviteFirst, draft.first, { draft.first = it }, lines = 3)
        if (mayBeSensitive) OnOrOff(draft.sensitive, labels.inviteSensitive, labels.inviteSensitiveHelp) { draft.sensitive = it }
    }
    problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(top = Space.side)) { onMake(draft.filled()) } }
}
