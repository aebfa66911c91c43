// A caseworker begins a dialog with a family: who sits at the table, what it is about, then one link for all of them.
// Refuses fewer and more people than the core gave, and a family in which nobody answers. Opened from InviteScreen.
package dk.samtale.invite

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.unit.dp
import dk.samtale.core.HouseholdDraft
import dk.samtale.core.HouseholdView
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.core.SeatDraft
import dk.samtale.parts.Choices
import dk.samtale.parts.Field
import dk.samtale.parts.Icons
import dk.samtale.parts.MainButton
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.QuietButton
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** One who sits at the table, as far as that is filled in. */
@Stable
class Sitting(kin: String) {
    var name by mutableStateOf("")
    var kin by mutableStateOf(kin)
}

/** What has been filled in so far; kept when making the invitation fails. The first kin is chosen, and one must have it. */
@Stable
class Gathering(val view: HouseholdView) {
    val seats = mutableStateListOf<Sitting>().apply { repeat(view.fewest.toInt()) { add(Sitting(usual)) } }
    var topic by mutableStateOf("")
    var purpose by mutableStateOf("")
    var first by mutableStateOf("")

    private val usual: String get() = view.kins.firstOrNull()?.choice.orEmpty()

    val ready: Boolean get() = seats.all { it.name.isNotBlank() } && seats.any { it.kin == usual } && topic.isNotBlank() && purpose.isNotBlank()
    val mayAdd: Boolean get() = seats.size < view.most.toInt()
    val mayRemove: Boolean get() = seats.size > view.fewest.toInt()

    fun add() {
        if (mayAdd) seats += Sitting(usual)
    }

    fun filled() = HouseholdDraft(seats.map { SeatDraft(it.name.trim(), it.kin) }, topic.trim(), purpose.trim(), first.trim())
}

@Composable
fun HouseholdScreen(
    labels: Labels,
    draft: Gathering,
    problem: ProblemView?,
    busy: Boolean,
    onMake: (HouseholdDraft) -> Unit,
    onOne: () -> Unit,
    onBack: () -> Unit,
) = Page(
    back = labels.back,
    onBack = onBack,
    foot = { MainButton(labels.inviteMake, Modifier.fillMaxWidth(), draft.ready, busy) { onMake(draft.filled()) } },
) {
    Text(labels.newDialog, Modifier.semantics { heading() }, style = Theme.type.display)
    QuietButton(labels.householdOne, onClick = onOne)
    Text(labels.householdHelp, Modifier.padding(bottom = Space.side), style = Theme.type.body, color = Theme.colors.muted)
    Column(verticalArrangement = Arrangement.spacedBy(20.dp)) {
        for (seat in draft.seats) Seat(labels, draft, seat)
        if (draft.mayAdd) QuietButton(labels.householdAdd, icon = Icons.plus, onClick = draft::add)
        Field(labels.inviteTopic, draft.topic, { draft.topic = it })
        Field(labels.invitePurpose, draft.purpose, { draft.purpose = it }, lines = 2)
        Field(labels.inviteFirst, draft.first, { draft.first = it }, lines = 3)
    }
    problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(top = Space.side)) { onMake(draft.filled()) } }
}

@Composable
private fun Seat(labels: Labels, draft: Gathering, seat: Sitting) = Column(verticalArrangement = Arrangement.spacedBy(Space.two)) {
    Field(labels.inviteName, seat.name, { seat.name = it }, capitals = KeyboardCapitalization.Words)
    Choices(labels.householdKin, draft.view.kins, seat.kin) { seat.kin = it }
    if (draft.mayRemove) QuietButton(labels.householdRemove, icon = Icons.close) { draft.seats -= seat }
}
