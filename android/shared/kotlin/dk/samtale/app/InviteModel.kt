// What a caseworker fills in to start a dialog, and the invitation that comes of it.
// Refuses to forget what was filled in when making it fails. Edited by InviteScreen.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.DocumentView
import dk.samtale.core.InvitationDraft
import dk.samtale.core.InvitationView
import dk.samtale.core.Language
import dk.samtale.core.Session
import dk.samtale.invite.InviteDraft

@Stable
class InviteModel(private val session: Session, language: Language) {
    val draft = InviteDraft()
    val trying = Trying(language)
    var invitation by mutableStateOf<InvitationView?>(null)
        private set

    suspend fun make(filled: InvitationDraft) = trying.once { invitation = session.invite(filled) }

    /** The letter of it, to be printed; null when there is none, and that is told. */
    suspend fun print(invitation: String): DocumentView? = trying.printed(session, invitation)
}
