// A name and what the talk is about, on one line or, in large text, on two. Refuses to cut the name before the topic.
// Shown in the list and in the head of a dialog.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import dk.samtale.theme.Theme

@Composable
fun NameLine(name: String, topic: String, modifier: Modifier = Modifier, strong: Boolean = false, style: TextStyle = Theme.type.name) {
    val colors = Theme.colors
    val weight = if (strong) FontWeight.Bold else FontWeight.Medium
    if (largeText()) {
        Column(modifier) {
            Text(name, style = style, fontWeight = weight, maxLines = 2, overflow = TextOverflow.Ellipsis)
            if (topic.isNotEmpty()) {
                Text(topic, style = Theme.type.note, color = colors.muted, maxLines = 2, overflow = TextOverflow.Ellipsis)
            }
        }
        return
    }
    Row(modifier, Arrangement.spacedBy(7.dp), Alignment.CenterVertically) {
        Text(name, style = style, fontWeight = weight, maxLines = 1, overflow = TextOverflow.Ellipsis)
        if (topic.isNotEmpty()) {
            Box(Modifier.size(3.dp).background(colors.muted, CircleShape))
            Text(topic, Modifier.weight(1f, fill = false), style = Theme.type.note, color = colors.muted, maxLines = 1, overflow = TextOverflow.Ellipsis)
        }
    }
}
