// What a caseworker fills in to start a dialog, and the invitation that comes of it.
// Refuses to forget what was filled in when making it fails. Edited by InviteScreen and HouseholdScreen.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.DocumentView
import dk.samtale.core.HouseholdDraft
import dk.samtale.core.InvitationDraft
import dk.samtale.core.InvitationView
import dk.samtale.core.Language
import dk.samtale.core.Session
import dk.samtale.invite.Gathering
import dk.samtale.invite.InviteDraft

@Stable
class InviteModel(private val session: Session, language: Language) {
    val draft = InviteDraft()
    val trying = Trying(language)
    var invitation by mutableStateOf<InvitationView?>(null)
        private set

    /** A family, when it is one. */
    var family by mutableStateOf<Gathering?>(null)
        private set

    suspend fun gather() = trying.once { family = Gathering(session.household()) }

    fun one() {
        family = null
    }

    /** Lays the table; the dialog that shows who has come, or null when that failed, and it is told. */
    suspend fun invite(filled: HouseholdDraft): String? {
        var dialog: String? = null
        trying.once { dialog = session.inviteHousehold(filled) }
        return dialog
    }

    suspend fun make(filled: InvitationDraft) = trying.once { invitation = session.invite(filled) }

    /** The letter of it, to be printed; null when there is none, and that is told. */
    suspend fun print(invitation: String): DocumentView? = trying.printed(session, invitation)
}
