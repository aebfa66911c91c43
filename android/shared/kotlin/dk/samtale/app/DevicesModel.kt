// This person's devices as they stand now, and what is being done about them: a link shown, a code made, one taken away
// or let in again, all others logged out.
// Refuses two things at once, and to take a device away without its question. Shown by DevicesPane; outlives it, so that
// a code that was made is also seen.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.ActView
import dk.samtale.core.DeviceLinkView
import dk.samtale.core.DeviceView
import dk.samtale.core.Language
import dk.samtale.core.LockView
import dk.samtale.core.NudgesView
import dk.samtale.core.PaperView
import dk.samtale.core.Problem
import dk.samtale.core.Session
import dk.samtale.devices.Doing
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

@Stable
class DevicesModel(
    private val session: Session, language: Language,
    /** Whether the system has a place where it can be said that there is news. */
    val mayTell: Boolean = false,
) {
    val trying = Trying(language)
    var devices by mutableStateOf<List<DeviceView>>(emptyList())
        private set
    /** Logs out all others; null when there is none to log out. */
    var logOut by mutableStateOf<ActView?>(null)
        private set
    /** Whether others are told what this person has read and that they are writing. */
    var receipts by mutableStateOf(true)
    /** Whether this device says that there is news. */
    var nudges by mutableStateOf<NudgesView?>(null)
    /** When the app locks after it was left, and what can be set. */
    var lock by mutableStateOf<LockView?>(null)
        private set
    var choosesLock by mutableStateOf(false)
    var doing by mutableStateOf<Doing?>(null)
        private set
    /** What the new device is to read, while it is shown. */
    var link by mutableStateOf<DeviceLinkView?>(null)
        private set
    var paper by mutableStateOf<PaperView?>(null)
        private set
    /** What is asked about before it is done. */
    var asked by mutableStateOf<ActView?>(null)
        private set
    private var about: DeviceView? = null
    /** Those that were there when the link was shown. */
    private var known = emptySet<String>()

    /** Takes the devices as they are now; one more of them is the sign that the link was used. */
    fun show(now: List<DeviceView>, logOut: ActView? = null) {
        devices = now
        this.logOut = logOut
        if (now.any { it.device !in known }) link = null
    }

    /** Looked at anew: what went wrong before is over, and so is a link that nobody used; a code is shown until it is closed. */
    fun open() {
        trying.problem = null
        link = null
        choosesLock = false
        lock = try {
            session.lockChoices()
        } catch (_: Problem) {
            // Locked: the list says so.
            null
        }
    }

    /** Sets when the app locks; the sheet shows what holds now. */
    suspend fun lockAfter(minutes: UInt) {
        trying.told { lock = withContext(Dispatchers.Default) { session.setLockAfter(minutes) } }
    }

    suspend fun tell(on: Boolean) {
        trying.told { session.setReceipts(on) }
    }

    /** Sets whether it may be said that there is news; after a yes the system is asked too. */
    suspend fun nudge(on: Boolean, mayNudge: suspend () -> Unit) {
        if (trying.told { withContext(Dispatchers.Default) { session.setNudges(on) } } && on) mayNudge()
    }

    suspend fun add() = once(Doing.Add) {
        val shown = session.addDevice()
        known = devices.map { it.device }.toSet()
        link = shown
    }

    fun closeLink() {
        link = null
    }

    suspend fun makePaper() = once(Doing.Paper) { paper = session.makePaper() }

    fun closePaper() {
        paper = null
    }

    /** Asks before it is done: about one device, or about all others. */
    fun ask(device: DeviceView?, act: ActView) {
        about = device
        asked = act
    }

    fun closeQuestion() {
        asked = null
    }

    /** Does what was asked about, once. */
    suspend fun act(act: ActView) {
        if (asked != act) return
        asked = null
        once(about?.let { Doing.Act(it.device) } ?: Doing.LogOut) { session.deviceAct(act.act) }
    }

    private suspend fun once(what: Doing, act: suspend () -> Unit) = trying.once {
        doing = what
        try {
            act()
        } finally {
            doing = null
        }
    }
}
