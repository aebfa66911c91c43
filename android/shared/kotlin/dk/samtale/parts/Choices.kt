// One of several things to choose from, each on a line of its own that is touched as a whole. Refuses more than one.
// Filled in on the screen on which somebody is brought in.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.RadioButton
import androidx.compose.material3.RadioButtonDefaults
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.ChoiceView
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Choices(name: String, choices: List<ChoiceView>, chosen: String, modifier: Modifier = Modifier, onChoose: (choice: String) -> Unit) {
    val colors = Theme.colors
    Column(modifier.fillMaxWidth()) {
        Text(name, Modifier.padding(bottom = 6.dp).semantics { heading() }, style = Theme.type.label, color = colors.muted)
        Column(
            Modifier
                .fillMaxWidth()
                .clip(Corner.button)
                .background(colors.surface)
                .border(1.dp, colors.outline, Corner.button)
                .padding(vertical = Space.half)
                .selectableGroup(),
        ) {
            for (choice in choices) Line(choice, choice.choice == chosen) { onChoose(choice.choice) }
        }
    }
}

@Composable
private fun Line(choice: ChoiceView, chosen: Boolean, onChoose: () -> Unit) {
    val colors = Theme.colors
    Row(
        Modifier
            .fillMaxWidth()
            .selectable(chosen, role = Role.RadioButton, onClick = onChoose)
            .heightIn(min = Space.touch)
            .padding(horizontal = Space.side, vertical = Space.one),
        Arrangement.spacedBy(Space.two),
        Alignment.CenterVertically,
    ) {
        RadioButton(chosen, null, colors = RadioButtonDefaults.colors(selectedColor = colors.fjord, unselectedColor = colors.muted))
        Text(choice.label, Modifier.weight(1f), style = Theme.type.body)
    }
}
