// Somebody being brought into a dialog, and the invitation that comes of it.
// Refuses to forget what was filled in when making it fails. Edited by BringScreen.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.BringDraft
import dk.samtale.core.BringView
import dk.samtale.core.DocumentView
import dk.samtale.core.InvitationView
import dk.samtale.core.Language
import dk.samtale.core.Session
import dk.samtale.invite.Bringing

@Stable
class BringModel(private val session: Session, private val dialog: String, view: BringView, language: Language) {
    val draft = Bringing(view)
    val trying = Trying(language)
    var invitation by mutableStateOf<InvitationView?>(null)
        private set

    suspend fun make(filled: BringDraft) = trying.once { invitation = session.bring(dialog, filled) }

    /** The letter of it, to be printed; null when there is none, and that is told. */
    suspend fun print(invitation: String): DocumentView? = trying.printed(session, invitation)
}
