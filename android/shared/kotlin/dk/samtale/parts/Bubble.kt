// A post as a bubble: its group, its corner, its time and how far it has come. Refuses to say more than the view does.
// Shown by DialogScreen; a screen reader hears it as one sentence, and what can be done to it as actions.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.customActions
import androidx.compose.ui.semantics.onLongClick
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import dk.samtale.core.BubbleView
import dk.samtale.core.Labels
import dk.samtale.core.PostState
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** Room for bubbles in this dialog. `faces` when more than two talk: then an avatar stands beside each group. */
data class BubbleRoom(val maxWidth: Dp, val maxPhoto: Dp, val faces: Boolean)

/** What can be done with a bubble; `onHold` is told which post was held, to show what can be done to it. */
open class BubbleActions(
    val photo: PhotoSource,
    val onRetry: (post: String) -> Unit,
    val onHold: (post: String) -> Unit,
    val onAsk: Ask,
    val said: SaidActions = SaidActions(),
)

/** Whether there is anything in a post's sheet. */
val BubbleView.opens: Boolean get() = acts.isNotEmpty() || react.isNotEmpty() || answer != null || edit != null

@Composable
fun Bubble(bubble: BubbleView, room: BubbleRoom, labels: Labels, actions: BubbleActions) {
    val faces = room.faces && !bubble.own
    Column(
        Modifier.fillMaxWidth().padding(top = if (bubble.first) Space.two else Space.hair),
        horizontalAlignment = if (bubble.own) Alignment.End else Alignment.Start,
    ) {
        if (bubble.first && !bubble.own) {
            Text(
                bubble.author,
                Modifier.padding(start = if (faces) 52.dp else Space.two, bottom = 3.dp).clearAndSetSemantics {},
                style = Theme.type.label, color = Theme.colors.muted,
            )
        }
        Row(verticalAlignment = Alignment.Bottom) {
            if (faces) {
                if (bubble.last) Avatar(bubble.initials, bubble.tone, size = 32.dp) else Spacer(Modifier.width(32.dp))
                Spacer(Modifier.width(Space.one))
            }
            Body(bubble, room, labels, actions)
        }
        if (bubble.reactions.isNotEmpty()) Chips(bubble.reactions, Modifier.padding(start = if (faces) 40.dp else 0.dp).offset(y = -Space.one), actions.said.onReact)
        when (bubble.state) {
            PostState.FAILED -> Stopped(bubble.stateLabel, labels.retry, Icons.alert, Theme.colors.rose) { actions.onRetry(bubble.id) }
            PostState.ASKED -> Stopped(bubble.stateLabel, labels.send, Icons.hourglass, Theme.colors.amber.ink) { actions.onRetry(bubble.id) }
            else -> Unit
        }
    }
}

@Composable
private fun Body(bubble: BubbleView, room: BubbleRoom, labels: Labels, actions: BubbleActions) {
    val colors = Theme.colors
    val tone = if (bubble.own) colors.own else colors.sand
    val shape = Corner.bubble(bubble.own, bubble.last)
    Column(
        Modifier
            .widthIn(max = room.maxWidth)
            .clip(shape)
            .background(tone.ground)
            .then(if (colors.outlined) Modifier.border(1.5.dp, colors.outline, shape) else Modifier)
            .then(if (!bubble.opens) Modifier else Modifier.opensMore(shape, tone.ink) { actions.onHold(bubble.id) })
            .clearAndSetSemantics {
                contentDescription = bubble.spoken
                if (bubble.own) stateDescription = bubble.stateLabel
                val acts = bubble.acts.map { act -> CustomAccessibilityAction(act.label) { actions.onAsk(act).let { true } } }
                (spokenActions(bubble, labels, actions.said) + acts).let { if (it.isNotEmpty()) customActions = it }
                if (bubble.opens) onLongClick(labels.more) { actions.onHold(bubble.id).let { true } }
            },
    ) {
        bubble.quote?.let { quote ->
            val to = quote.bubble
            Quote(quote, tone.ink, Modifier.then(if (to == null) Modifier else Modifier.clickable { actions.said.onQuote(to) }).padding(start = Space.two, end = Space.two, top = Space.one))
        }
        bubble.file?.let { FilePart(it, bubble.progress, tone.ink, actions.said.onFile) }
        bubble.voice?.let { VoicePart(it, bubble.progress, actions.said.playing == it.file, tone.ink, actions.said.onVoice) }
        bubble.photo?.let { Photo(it, bubble.progress, actions.photo, room.maxWidth - 8.dp, room.maxPhoto, Modifier.padding(Space.half)) }
        if (bubble.text.isNotEmpty() || bubble.footed) Flow(Modifier.padding(horizontal = Space.two, vertical = Space.one), linked(bubble.spans, tone.ink, actions.said), tone.ink) {
            Foot(bubble, if (bubble.own) colors.ownTime else colors.muted)
        }
    }
}

/** Once for a group, and on what is not through. */
private val BubbleView.timed get() = last || (own && !state.through)
private val BubbleView.footed get() = timed || edited != null

/** The time, once for a group, and the state of an own post; of a photo that is being sent, how far it has come. */
@Composable
private fun Foot(bubble: BubbleView, color: Color) {
    if (!bubble.footed) return
    val timed = bubble.timed
    Row(Modifier.padding(start = Space.one), Arrangement.spacedBy(Space.half), Alignment.CenterVertically) {
        bubble.edited?.let { Text(it, style = Theme.type.time, color = color) }
        if (timed) Text(if (bubble.progress == null) bubble.time else bubble.stateLabel, style = Theme.type.time, color = color)
        if (bubble.own && timed) Icon(icon(bubble.state), null, Modifier.size(inLine(14.dp)), tint = color)
    }
}

/** Whether the server has it for good. */
private val PostState.through get() = this == PostState.SENT || this == PostState.DELIVERED || this == PostState.READ

private fun icon(state: PostState) = when (state) {
    PostState.WAITING -> Icons.clock
    PostState.SENT -> Icons.check
    PostState.DELIVERED -> Icons.checks
    PostState.READ -> Icons.read
    PostState.FAILED -> Icons.alert
    PostState.ASKED -> Icons.hourglass
}

/** Why it goes no further by itself; a touch sends it, to whoever is in now. */
@Composable
private fun Stopped(words: String, onward: String, icon: ImageVector, color: Color, onRetry: () -> Unit) = Row(
    Modifier
        .clip(Corner.chip)
        .clickable(onClickLabel = onward, role = Role.Button, onClick = onRetry)
        .heightIn(min = Space.touch)
        .padding(horizontal = Space.one),
    Arrangement.spacedBy(6.dp),
    Alignment.CenterVertically,
) {
    Icon(icon, null, Modifier.size(inLine(18.dp)), tint = color)
    Text(words, style = Theme.type.label, color = color)
}
