// Until when something can be used, with a clock. Refuses to count down: the words are the core's.
// Shown below an invitation and below a link for a device.
package dk.samtale.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Until(words: String, modifier: Modifier = Modifier) = Row(modifier, Arrangement.spacedBy(Space.one), Alignment.CenterVertically) {
    Icon(Icons.clock, null, Modifier.size(inLine(18.dp)), tint = Theme.colors.muted)
    Text(words, style = Theme.type.note, color = Theme.colors.muted)
}
