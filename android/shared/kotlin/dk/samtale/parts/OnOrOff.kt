// Something that is on or off, and what follows from it. Refuses a touch target smaller than the whole line.
// Shown among what is set, and where a dialog is begun.
package dk.samtale.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** Something that is on or off, and what follows; the whole line is the switch. */
@Composable
fun OnOrOff(on: Boolean, label: String, help: String, onChange: (Boolean) -> Unit) = Row(
    Modifier
        .fillMaxWidth()
        .padding(top = Space.wide)
        .clip(Corner.card)
        .toggleable(on, role = Role.Switch, onValueChange = onChange)
        .heightIn(min = Space.touch)
        .padding(vertical = Space.one),
    Arrangement.spacedBy(Space.side),
    Alignment.CenterVertically,
) {
    Column(Modifier.weight(1f)) {
        Text(label, style = Theme.type.name)
        Text(help, style = Theme.type.note, color = Theme.colors.muted)
    }
    Switch(on, null)
}
