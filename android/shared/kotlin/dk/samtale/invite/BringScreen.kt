// Somebody is brought into a dialog that is there: who, what for, as what and seeing how much, then an invitation to hand over.
// Refuses choices of its own: the core gave them. Opened from the list of members by those who may.
package dk.samtale.invite

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.unit.dp
import dk.samtale.core.BringDraft
import dk.samtale.core.BringView
import dk.samtale.core.InvitationView
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.parts.Choices
import dk.samtale.parts.Field
import dk.samtale.parts.Icons
import dk.samtale.parts.MainButton
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.inLine
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** What has been filled in so far; kept when making the invitation fails. The first of each choice is chosen. */
@Stable
class Bringing(val view: BringView) {
    var name by mutableStateOf("")
    var purpose by mutableStateOf("")
    var role by mutableStateOf(view.roles.firstOrNull()?.choice.orEmpty())
    var sees by mutableStateOf(view.sees.firstOrNull()?.choice.orEmpty())

    val ready: Boolean get() = name.isNotBlank() && purpose.isNotBlank()

    fun filled() = BringDraft(name.trim(), purpose.trim(), role, sees)
}

@Composable
fun BringScreen(
    labels: Labels,
    draft: Bringing,
    invitation: InvitationView?,
    problem: ProblemView?,
    busy: Boolean,
    onMake: (BringDraft) -> Unit,
    onCopy: (String) -> Unit,
    onPrint: (invitation: String) -> Unit,
    onBack: () -> Unit,
) = Page(
    back = labels.back,
    onBack = onBack,
    foot = {
        if (invitation == null) {
            Asked(draft.view.asked)
            MainButton(labels.inviteMake, Modifier.fillMaxWidth(), draft.ready, busy) { onMake(draft.filled()) }
        } else MainButton(labels.copy, Modifier.fillMaxWidth()) { onCopy(invitation.text) }
    },
) {
    Text(if (invitation == null) labels.bringHeading else labels.bring, Modifier.padding(bottom = Space.wide).semantics { heading() }, style = Theme.type.display)
    if (invitation != null) Ready(invitation, labels, onPrint)
    else Column(verticalArrangement = Arrangement.spacedBy(20.dp)) {
        Field(labels.bringName, draft.name, { draft.name = it }, capitals = KeyboardCapitalization.Words)
        Field(labels.bringPurpose, draft.purpose, { draft.purpose = it }, lines = 2)
        Choices(labels.bringRole, draft.view.roles, draft.role) { draft.role = it }
        Choices(labels.bringSees, draft.view.sees, draft.sees) { draft.sees = it }
    }
    problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(top = Space.side)) { onMake(draft.filled()) } }
}

/** Who will have to say yes: to know before, nothing to do. */
@Composable
private fun Asked(words: String) = Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.one), Alignment.CenterVertically) {
    Icon(Icons.people, null, Modifier.size(inLine(18.dp)), tint = Theme.colors.muted)
    Text(words, style = Theme.type.note, color = Theme.colors.muted)
}
