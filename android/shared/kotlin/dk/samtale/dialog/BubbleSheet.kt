// What can be done to one post, below the post itself: react, answer, edit, take back. Refuses to stay when the post is gone.
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
import dk.samtale.core.EditView
import dk.samtale.core.Labels
import dk.samtale.core.QuoteView
import dk.samtale.parts.ActButton
import dk.samtale.parts.Ask
import dk.samtale.parts.Choices
import dk.samtale.parts.Icons
import dk.samtale.parts.QuietButton
import dk.samtale.parts.Sheet
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** What is done from a post's sheet. */
class HeldActions(val onReact: (token: String) -> Unit, val onAnswer: (QuoteView) -> Unit, val onEdit: (EditView) -> Unit, val onAsk: Ask)

@Composable
fun BubbleSheet(bubble: BubbleView, labels: Labels, actions: HeldActions, onClose: () -> Unit) = Sheet(labels.more, labels.close, onClose) {
    Text(bubble.spoken, style = Theme.type.note, color = Theme.colors.muted, maxLines = 4, overflow = TextOverflow.Ellipsis)
    if (bubble.react.isNotEmpty()) Choices(bubble.react, Modifier.padding(top = Space.two), actions.onReact)
    Column(Modifier.padding(top = Space.one).offset(x = -Space.two)) {
        bubble.answer?.let { quote -> QuietButton(labels.reply, icon = Icons.reply) { actions.onAnswer(quote) } }
        bubble.edit?.let { edit -> QuietButton(labels.edit, icon = Icons.edit) { actions.onEdit(edit) } }
        for (act in bubble.acts) ActButton(act, onAsk = actions.onAsk)
    }
}
