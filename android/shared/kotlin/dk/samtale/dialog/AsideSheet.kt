// With whom one writes apart from the others: any of those who are in a dialog, each a line that is touched as a whole.
// Refuses to begin with nobody. Opened from the list of members.
package dk.samtale.dialog

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.Checkbox
import androidx.compose.material3.CheckboxDefaults
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import dk.samtale.core.AsideView
import dk.samtale.core.ChoiceView
import dk.samtale.core.Labels
import dk.samtale.parts.MainButton
import dk.samtale.parts.QuietButton
import dk.samtale.parts.Sheet
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun AsideSheet(view: AsideView, labels: Labels, onYes: (people: List<String>) -> Unit, onNo: () -> Unit) {
    var chosen by remember { mutableStateOf(emptyList<String>()) }
    Sheet(view.heading, labels.close, onNo) {
        Text(view.sentence, Modifier.padding(bottom = Space.one), style = Theme.type.body)
        for (person in view.people) Line(person, person.choice in chosen) { on ->
            chosen = if (on) chosen + person.choice else chosen - person.choice
        }
        MainButton(view.yes, Modifier.fillMaxWidth().padding(top = Space.wide), enabled = chosen.isNotEmpty()) { onYes(chosen) }
        QuietButton(view.no, Modifier.fillMaxWidth(), onClick = onNo)
    }
}

@Composable
private fun Line(person: ChoiceView, chosen: Boolean, onChange: (Boolean) -> Unit) = Row(
    Modifier.fillMaxWidth().toggleable(chosen, role = Role.Checkbox, onValueChange = onChange).heightIn(min = Space.touch).padding(vertical = Space.one),
    Arrangement.spacedBy(Space.two),
    Alignment.CenterVertically,
) {
    Checkbox(chosen, null, colors = CheckboxDefaults.colors(checkedColor = Theme.colors.fjord, uncheckedColor = Theme.colors.muted))
    Text(person.label, Modifier.weight(1f), style = Theme.type.body)
}
