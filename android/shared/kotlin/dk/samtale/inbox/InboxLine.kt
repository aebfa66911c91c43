// One dialog in the list: who, what about, with whom apart, the last words, what waits. Refuses more than a glance; a long press opens what can be set.
// Shown by InboxScreen; a screen reader hears it as one sentence.
package dk.samtale.inbox

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.combinedClickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.customActions
import androidx.compose.ui.semantics.onClick
import androidx.compose.ui.semantics.onLongClick
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.selected
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import dk.samtale.core.InboxRow
import dk.samtale.parts.Avatar
import dk.samtale.parts.Icons
import dk.samtale.parts.NameLine
import dk.samtale.parts.inLine
import dk.samtale.parts.largeText
import dk.samtale.parts.opensOnSecondary
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun InboxLine(row: InboxRow, chosen: Boolean, modifier: Modifier = Modifier, hold: () -> Unit, choose: (choice: String) -> Unit, open: () -> Unit) {
    val colors = Theme.colors
    val unread = row.unread > 0u
    Row(
        modifier
            .fillMaxWidth()
            .padding(horizontal = Space.half, vertical = 1.dp)
            .clip(Corner.card)
            .background(if (chosen) colors.sand.ground else Color.Transparent)
            .then(if (chosen && colors.outlined) Modifier.border(2.dp, colors.outline, Corner.card) else Modifier)
            .onKeyEvent { event -> (event.type == KeyEventType.KeyUp && event.key == Key.Menu).also { if (it) hold() } }
            .combinedClickable(onClick = open, onLongClick = hold)
            .opensOnSecondary(hold)
            .clearAndSetSemantics {
                contentDescription = row.spoken
                role = Role.Button
                selected = chosen
                onClick { open(); true }
                onLongClick { hold(); true }
                customActions = row.choices.map { CustomAccessibilityAction(it.label) { choose(it.choice).let { true } } }
            }
            .heightIn(min = 76.dp)
            .padding(horizontal = Space.two, vertical = 10.dp),
        Arrangement.spacedBy(Space.two),
        if (largeText()) Alignment.Top else Alignment.CenterVertically,
    ) {
        Avatar(row.initials, row.tone, size = 52.dp)
        Column(Modifier.weight(1f), Arrangement.spacedBy(Space.hair)) {
            Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.one), Alignment.CenterVertically) {
                NameLine(row.name, row.topic, Modifier.weight(1f), strong = unread)
                if (row.pinned) Sign(Icons.pin)
                if (row.muted) Sign(Icons.mute)
                if (!largeText()) Time(row.time, unread)
            }
            row.room?.let { Text(it, style = Theme.type.label, color = colors.fjord) }
            row.waiting?.let { Waiting(it) }
            Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.one), Alignment.CenterVertically) {
                Text(
                    row.last,
                    Modifier.weight(1f),
                    style = Theme.type.note,
                    fontWeight = if (unread) FontWeight.Medium else FontWeight.Normal,
                    color = if (unread) colors.ink else colors.muted,
                    maxLines = if (largeText()) 2 else 1,
                    overflow = TextOverflow.Ellipsis,
                )
                if (!largeText() && unread) Badge(row.unread, row.muted)
            }
            if (largeText()) Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.one), Alignment.CenterVertically) {
                Time(row.time, unread)
                if (unread) Badge(row.unread, row.muted)
            }
        }
    }
}

@Composable
private fun Time(time: String, unread: Boolean) =
    Text(time, style = Theme.type.time, color = if (unread) Theme.colors.fjord else Theme.colors.muted, fontWeight = if (unread) FontWeight.Bold else FontWeight.Normal)

/** Pinned, muted: a small sign beside the time. */
@Composable
private fun Sign(icon: ImageVector) = Icon(icon, null, Modifier.size(inLine(16.dp)), tint = Theme.colors.muted)

/** Quiet where the dialog is muted. */
@Composable
private fun Badge(count: UInt, quiet: Boolean) {
    val tone = if (quiet) Theme.colors.sand else Theme.colors.own
    Box(
        Modifier.defaultMinSize(inLine(22.dp), inLine(22.dp)).background(tone.ground, CircleShape).padding(horizontal = 6.dp),
        Alignment.Center,
    ) { Text("$count", style = Theme.type.time, fontWeight = FontWeight.Bold, color = tone.ink) }
}

/** What waits for this person, in amber. */
@Composable
private fun Waiting(words: String) {
    val colors = Theme.colors
    Row(
        Modifier
            .padding(vertical = Space.hair)
            .background(colors.amber.ground, Corner.chip)
            .then(if (colors.outlined) Modifier.border(1.dp, colors.outline, Corner.chip) else Modifier)
            .padding(start = 6.dp, end = 10.dp, top = 3.dp, bottom = 3.dp),
        Arrangement.spacedBy(5.dp),
        Alignment.CenterVertically,
    ) {
        Icon(Icons.hourglass, null, Modifier.size(inLine(15.dp)), tint = colors.amber.ink)
        Text(words, style = Theme.type.label, color = colors.amber.ink)
    }
}
