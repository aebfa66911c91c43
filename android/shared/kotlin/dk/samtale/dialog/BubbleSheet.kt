// What can be done to one post, below the post itself. Refuses to stay when the post is gone.
// Opened by a long press or a secondary click on a bubble.
package dk.samtale.dialog

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.style.TextOverflow
import dk.samtale.core.BubbleView
import dk.samtale.core.Labels
import dk.samtale.parts.ActButton
import dk.samtale.parts.Ask
import dk.samtale.parts.Sheet
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun BubbleSheet(bubble: BubbleView, labels: Labels, onAsk: Ask, onClose: () -> Unit) = Sheet(labels.more, labels.close, onClose) {
    Text(bubble.spoken, style = Theme.type.note, color = Theme.colors.muted, maxLines = 4, overflow = TextOverflow.Ellipsis)
    Column(Modifier.padding(top = Space.one).offset(x = -Space.two)) { for (act in bubble.acts) ActButton(act, onAsk = onAsk) }
}
