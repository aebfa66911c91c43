// When the app locks after it was left: a row that says what is set, and the sheet it opens.
// Refuses other times than the core offers. Shown among the devices.
package dk.samtale.devices

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import dk.samtale.core.ChoiceView
import dk.samtale.core.Labels
import dk.samtale.core.LockView
import dk.samtale.parts.Choices
import dk.samtale.parts.Sheet
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
internal fun LockRow(lock: LockView, labels: Labels, onOpen: () -> Unit) = Column(
    Modifier
        .fillMaxWidth()
        .padding(top = Space.wide)
        .clip(Corner.card)
        .clickable(role = Role.Button, onClick = onOpen)
        .heightIn(min = Space.touch)
        .padding(vertical = Space.one),
) {
    Text(labels.lock, style = Theme.type.name)
    Text(lock.now, style = Theme.type.note, color = Theme.colors.muted)
}

@Composable
fun LockSheet(lock: LockView, labels: Labels, onChoose: (minutes: UInt) -> Unit, onClose: () -> Unit) = Sheet(labels.lock, labels.close, onClose) {
    Choices(
        labels.lockHelp, lock.choices.map { ChoiceView("${it.minutes}", it.label) }, lock.choices.firstOrNull { it.chosen }?.let { "${it.minutes}" }.orEmpty(),
        Modifier.padding(top = Space.one, bottom = 2.dp),
    ) { choice -> onChoose(choice.toUInt()) }
}
