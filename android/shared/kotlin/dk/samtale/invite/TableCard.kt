// The family at the table: the code for all of them, each who was named and how far they have come, who came without a seat.
// Refuses to guess and to do anything itself: the question comes first. In an InvitationCard, live.
package dk.samtale.invite

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.InvitationView
import dk.samtale.core.Labels
import dk.samtale.core.SeatState
import dk.samtale.core.SeatView
import dk.samtale.core.TableView
import dk.samtale.parts.ActButtons
import dk.samtale.parts.Ask
import dk.samtale.parts.Avatar
import dk.samtale.parts.Icons
import dk.samtale.parts.Qr
import dk.samtale.parts.Until
import dk.samtale.parts.inLine
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun TableCard(table: TableView, hand: InvitationView?, labels: Labels, onAsk: Ask) = Column(Modifier.fillMaxWidth()) {
    val ink = Theme.colors.sand.ink
    Text(table.help, style = Theme.type.body, color = ink)
    val qr = hand?.qr
    // On a tablet nobody has to scroll from the code to who has come.
    BoxWithConstraints(Modifier.fillMaxWidth().padding(top = Space.side)) {
        if (qr != null && maxWidth >= sideBySide) Row(horizontalArrangement = Arrangement.spacedBy(Space.wide)) {
            Seats(table, Modifier.weight(1f), onAsk)
            Qr(qr, labels.qr, Modifier.width(code))
        } else Column {
            if (qr != null) Qr(qr, labels.qr, Modifier.padding(bottom = Space.side).align(Alignment.CenterHorizontally))
            Seats(table, Modifier.fillMaxWidth(), onAsk)
        }
    }
    for (guest in table.guests) {
        Text(guest.sentence, Modifier.padding(top = Space.side), style = Theme.type.name, color = ink)
        ActButtons(guest.acts, onAsk = onAsk)
    }
    if (hand != null) Until(hand.until, Modifier.padding(top = Space.two))
}

@Composable
private fun Seats(table: TableView, modifier: Modifier, onAsk: Ask) = Column(modifier) {
    // Said by itself when somebody comes: the tablet lies on the table.
    Text(table.count, Modifier.semantics { liveRegion = LiveRegionMode.Polite }, style = Theme.type.name, color = Theme.colors.sand.ink)
    for (seat in table.seats) {
        Seated(seat)
        ActButtons(seat.acts, Modifier.padding(start = avatar), onAsk)
    }
}

@Composable
private fun Seated(seat: SeatView) = Row(
    Modifier.fillMaxWidth().padding(top = Space.two).clearAndSetSemantics { contentDescription = seat.spoken },
    Arrangement.spacedBy(Space.two),
    Alignment.CenterVertically,
) {
    val colors = Theme.colors
    Avatar(seat.initials, seat.tone, size = avatar)
    Column(Modifier.weight(1f)) {
        Text(seat.name, style = Theme.type.name, color = colors.sand.ink)
        Text(seat.kin, style = Theme.type.note, color = colors.sand.ink)
        val (icon, color) = drawn(seat.state)
        Row(Modifier.padding(top = Space.half), Arrangement.spacedBy(6.dp)) {
            Icon(icon, null, Modifier.padding(top = 1.dp).size(inLine(16.dp)), tint = color)
            Text(seat.label, style = Theme.type.label, color = color)
        }
    }
}

/** An icon and a colour beside the words; the words say it without them. */
@Composable
private fun drawn(state: SeatState): Pair<ImageVector, Color> = with(Theme.colors) {
    when (state) {
        SeatState.AWAY -> Icons.clock to sand.ink
        SeatState.ARRIVING, SeatState.ASKED -> Icons.hourglass to sand.ink
        SeatState.UNSURE -> Icons.alert to rose
        SeatState.HERE -> Icons.check to moss
        SeatState.IN -> Icons.checks to moss
        SeatState.OUT -> Icons.close to sand.ink
    }
}

private val avatar = 44.dp

/** From how wide on the code stands beside the seats, and how wide it is then. */
private val sideBySide = 480.dp
private val code = 230.dp
