// The devices with their model: the list, the question before something is done about one, a link or a code that was made.
// Refuses two of them at once. Shown by Inside in place of the dialogs.
package dk.samtale.app

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import dk.samtale.core.ActView
import dk.samtale.core.Labels
import dk.samtale.devices.DeviceActions
import dk.samtale.devices.DeviceLinkScreen
import dk.samtale.devices.DevicesScreen
import dk.samtale.devices.LockSheet
import dk.samtale.devices.PaperScreen
import dk.samtale.dialog.ActSheet
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch

/** Lets another person use this phone; `act` is its button and question, null when there is no room. */
class Another(val act: ActView?, val onYes: () -> Unit)

/** What answers whether it may be said that there is news; null where there is no place for it. */
fun nudge(model: DevicesModel, scope: CoroutineScope, outside: Outside): ((Boolean) -> Unit)? =
    { on: Boolean -> scope.launch { model.nudge(on, outside.mayNudge) }.let {} }.takeIf { model.mayTell }

@Composable
fun DevicesPane(model: DevicesModel, labels: Labels, scope: CoroutineScope, outside: Outside, another: Another, onBack: () -> Unit) = Box(Modifier.fillMaxSize()) {
    val paper = model.paper
    val link = model.link
    var letsIn by remember { mutableStateOf<ActView?>(null) }
    val asked = model.asked ?: letsIn
    val leaveBe = { if (letsIn != null) letsIn = null else model.closeQuestion() }
    when {
        paper != null -> {
            outside.onBack(model::closePaper)
            PaperScreen(paper, labels, model::closePaper)
        }
        link != null -> {
            outside.onBack(model::closeLink)
            DeviceLinkScreen(link, labels, outside.copy, model::closeLink)
        }
        else -> {
            val choosing = model.lock.takeIf { model.choosesLock }
            val closeLock = { model.choosesLock = false }
            outside.onBack(if (asked != null) leaveBe else if (choosing != null) closeLock else onBack)
            // Who listens instead of looking must not wander behind an open sheet.
            Box(if (asked != null || choosing != null) Modifier.clearAndSetSemantics {} else Modifier) {
                val actions = DeviceActions(onBack, { scope.launch { model.add() } }, { scope.launch { model.makePaper() } }, model::ask, { scope.launch { model.tell(it) } }, nudge(model, scope, outside), { model.ask(null, it) }) { model.choosesLock = true }
                DevicesScreen(model.devices, labels, model.doing, model.trying.problem, actions, model.receipts, model.lock, another.act, model.nudges, model.logOut) { letsIn = it }
            }
            if (choosing != null) LockSheet(choosing, labels, { scope.launch { model.lockAfter(it) } }, closeLock)
            if (asked != null) ActSheet(asked, labels, { if (letsIn != null) another.onYes() else scope.launch { model.act(asked) } }, leaveBe)
        }
    }
}
