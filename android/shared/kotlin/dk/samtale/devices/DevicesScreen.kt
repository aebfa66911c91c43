// This person's devices: what each is, since when, and what can be done about it; below, how to get one more.
// Refuses to sort or to name them: the view has done it. Opened from the list of dialogs.
package dk.samtale.devices

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.isTraversalGroup
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.ActView
import dk.samtale.core.DeviceView
import dk.samtale.core.Labels
import dk.samtale.core.LockView
import dk.samtale.core.NudgesView
import dk.samtale.core.ProblemView
import dk.samtale.parts.ActButton
import dk.samtale.parts.ActButtons
import dk.samtale.parts.MainButton
import dk.samtale.parts.OnOrOff
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.QuietButton
import dk.samtale.parts.largeText
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** What is under way: one thing at a time. */
sealed interface Doing {
    data object Add : Doing
    data object Paper : Doing
    data class Act(val device: String) : Doing
    data object LogOut : Doing
}

/** What can be done among the devices; `onNudges` is null where the system has no place for news. */
class DeviceActions(
    val onBack: () -> Unit, val onAdd: () -> Unit, val onPaper: () -> Unit, val onAsk: (device: DeviceView, act: ActView) -> Unit,
    val onReceipts: (on: Boolean) -> Unit, val onNudges: ((on: Boolean) -> Unit)? = null, val onLogOut: (act: ActView) -> Unit = {}, val onLock: () -> Unit = {},
)

@Composable
fun DevicesScreen(
    devices: List<DeviceView>, labels: Labels, doing: Doing?, problem: ProblemView?, actions: DeviceActions, receipts: Boolean = true,
    lock: LockView? = null,
    /** Lets another person use this phone; null when there is no room. */
    another: ActView? = null, nudges: NudgesView? = null,
    /** Logs out all other devices; null when there is none to log out. */
    logOut: ActView? = null, onAnother: (ActView) -> Unit = {},
) = Page(
    back = labels.back,
    onBack = actions.onBack,
    foot = {
        MainButton(labels.deviceAdd, Modifier.fillMaxWidth(), enabled = doing == null, busy = doing == Doing.Add, onClick = actions.onAdd)
        QuietButton(labels.paperMake, enabled = doing == null, busy = doing == Doing.Paper, onClick = actions.onPaper)
    },
) {
    val colors = Theme.colors
    Text(labels.devices, Modifier.padding(bottom = Space.wide).semantics { heading() }, style = Theme.type.display)
    Column(
        Modifier
            .fillMaxWidth()
            .clip(Corner.card)
            .background(colors.surface)
            .border(1.dp, if (colors.outlined) colors.outline else colors.hairline, Corner.card)
            .padding(vertical = Space.half),
    ) {
        devices.forEachIndexed { place, device ->
            if (place > 0) Box(Modifier.padding(horizontal = Space.side).fillMaxWidth().height(1.dp).background(colors.hairline))
            Device(device, doing) { actions.onAsk(device, it) }
        }
    }
    logOut?.let { ActButton(it, Modifier.padding(top = Space.one).offset(x = -Space.two), actions.onLogOut, enabled = doing == null) }
    lock?.let { LockRow(it, labels, actions.onLock) }
    OnOrOff(receipts, labels.receipts, labels.receiptsHelp, actions.onReceipts)
    val nudge = actions.onNudges
    if (nudges != null && nudge != null) OnOrOff(nudges.on, nudges.label, nudges.help, nudge)
    another?.let { ActButton(it, Modifier.padding(top = Space.one).offset(x = -Space.two), onAnother, enabled = doing == null) }
    problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(top = Space.side)) }
}

/** A device as one sentence, then what can be done about it: beside it or, in large text, below. */
@Composable
private fun Device(device: DeviceView, doing: Doing?, onAsk: (ActView) -> Unit) {
    val words = @Composable { modifier: Modifier ->
        Column(modifier.clearAndSetSemantics { contentDescription = device.spoken }) {
            Text(device.title, style = Theme.type.name)
            Text(device.added, style = Theme.type.note, color = Theme.colors.muted)
        }
    }
    val acts = @Composable { modifier: Modifier ->
        if (doing == Doing.Act(device.device)) Box(modifier.size(Space.touch), Alignment.Center) {
            CircularProgressIndicator(Modifier.size(20.dp), color = Theme.colors.muted, strokeWidth = 2.dp)
        } else ActButtons(device.acts, modifier, onAsk, enabled = doing == null)
    }
    val whole = Modifier.fillMaxWidth().heightIn(min = 68.dp).semantics { isTraversalGroup = true }
    if (largeText()) Column(whole.padding(horizontal = Space.side, vertical = Space.two)) {
        words(Modifier.fillMaxWidth())
        acts(Modifier.offset(x = -Space.two))
    } else Row(whole.padding(start = Space.side, end = Space.half, top = Space.half, bottom = Space.half), Arrangement.spacedBy(Space.one), Alignment.CenterVertically) {
        words(Modifier.weight(1f))
        acts(Modifier)
    }
}
