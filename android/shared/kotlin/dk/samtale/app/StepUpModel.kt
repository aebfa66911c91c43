// One more login that a dialog asks for: out in the browser with it, and back. Refuses to keep one that has come back.
// Begun by DialogPane; the app is opened by the way back, so it is Inside's.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.Language
import dk.samtale.core.Session
import dk.samtale.core.StepUp

@Stable
class StepUpModel(private val session: Session, language: Language) {
    val trying = Trying(language)
    private var login by mutableStateOf<StepUp?>(null)

    /** Whether the person is at the login's page, as far as one can tell. */
    val isOut: Boolean get() = login != null

    /** Goes to the login; gives the page to open. */
    suspend fun begin(dialog: String): String? {
        login = null
        trying.once { login = session.stepUp(dialog) }
        return login?.loginUrl()
    }

    /** The browser came back. The next login is another one, whatever became of this. */
    suspend fun returned(link: String) {
        val out = login ?: return
        login = null
        trying.once { out.complete(link) }
    }
}
