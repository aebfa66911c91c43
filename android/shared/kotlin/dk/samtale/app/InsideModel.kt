// The dialogs of a person who is inside: the list as it stands, the dialog that is open, an invitation being made, the devices.
// Refuses to sort or to count, and to lose a draft when another dialog is opened. Followed by Inside.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.ActView
import dk.samtale.core.InboxRow
import dk.samtale.core.InboxView
import dk.samtale.core.JotView
import dk.samtale.core.Language
import dk.samtale.core.SearchRow
import dk.samtale.core.Session

@Stable
class InsideModel(val session: Session, private val language: Language, private val announcer: Announcer? = null) {
    var inbox by mutableStateOf<InboxView?>(null)
        private set
    /** The dialog that is open. */
    var open by mutableStateOf<DialogModel?>(null)
        private set
    var inviting by mutableStateOf<InviteModel?>(null)
        private set
    /** What was set in the list last, and what went wrong with it. */
    val setting = Trying(language)
    /** The row whose choices are open. */
    private var held by mutableStateOf<String?>(null)
    var showsArchived by mutableStateOf(false)
        private set
    /** The login that a dialog asks for. */
    val stepUp = StepUpModel(session, language)
    val devices = DevicesModel(session, language, announcer != null)
    var showsDevices by mutableStateOf(false)
        private set
    /** What is looked for, while that screen is open. */
    var searching by mutableStateOf<SearchModel?>(null)
        private set
    /** What was written before the door was open, while its place is chosen. */
    var placing by mutableStateOf<JotView?>(null)
    /** The question before it is thrown away. */
    var asked by mutableStateOf<ActView?>(null)
    val trying = Trying(language)
    private val dialogs = mutableMapOf<String, DialogModel>()

    /** Pulls lists until the feed ends or the caller is cancelled; each replaces the one before. */
    suspend fun follow() {
        val feed = session.inbox()
        try {
            while (true) {
                val next = feed.next() ?: break
                inbox = next
                devices.show(next.devices, next.logOut)
                devices.receipts = next.receipts
                devices.nudges = next.nudges
                announcer?.badge(next.unread)
            }
        } finally {
            feed.stop()
        }
    }

    fun open(dialog: String) {
        open = model(dialog)
    }

    private fun model(dialog: String) = dialogs.getOrPut(dialog) { DialogModel(session, dialog, language, stepUp) }

    /** Puts what was written before the door was open behind what is begun in a dialog, and goes there. */
    suspend fun place(dialog: String) = trying.once {
        val jot = placing ?: return@once
        placing = null
        model(dialog).begin(jot.jot)
        open(dialog)
    }

    /** Throws what was asked about away. */
    suspend fun forget() = trying.once {
        val act = asked ?: return@once
        asked = null
        session.forgetJot(act.act)
    }

    /** Opens what was found, at its place. */
    fun open(found: SearchRow) {
        open(found.dialog)
        open?.seek(found.post)
    }

    /** Opens the search; what was looked for last stays. */
    fun search() {
        searching = searching ?: SearchModel(session, language)
    }

    fun closeSearch() {
        searching = null
    }

    /** Keeps what is being written in any of them: the door is about to close. */
    suspend fun keepDrafts() = dialogs.values.forEach { it.keepDraft() }

    fun closeDialog() {
        open = null
    }

    fun invite() {
        inviting = InviteModel(session, language)
    }

    /** A table is laid: its dialog shows who has come. */
    fun invited(dialog: String) {
        closeInvitation()
        open(dialog)
    }

    fun closeInvitation() {
        inviting = null
    }

    /** The row whose choices are open; nothing once it is gone. */
    fun held(): InboxRow? = inbox?.let { it.rows + it.archived?.rows.orEmpty() }?.firstOrNull { it.dialog == held }

    fun hold(dialog: String) {
        held = dialog
    }

    fun letGo() {
        held = null
    }

    /** Sets what a row offered. */
    suspend fun choose(dialog: String, choice: String) {
        held = null
        setting.told { session.act(dialog, choice) }
    }

    fun openArchived() {
        showsArchived = true
    }

    fun closeArchived() {
        showsArchived = false
    }

    fun openDevices() {
        devices.open()
        showsDevices = true
    }

    fun closeDevices() {
        showsDevices = false
    }
}
