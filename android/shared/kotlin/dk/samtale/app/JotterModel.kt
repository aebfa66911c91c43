// What is written before the closed door, without a network: it is kept, and nobody can read it before the door opens.
// Refuses to read it back. Held by OnboardingModel while the door stays closed, drawn by JotterScreen.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.ActView
import dk.samtale.core.Jotter
import dk.samtale.core.JotterView
import dk.samtale.core.Language

@Stable
class JotterModel(private val jotter: Jotter, language: Language) {
    val trying = Trying(language)
    var view by mutableStateOf<JotterView>(jotter.view())
        private set
    var text by mutableStateOf("")
    /** For whom it is, in the person's own words; may stay empty. */
    var to by mutableStateOf("")
    /** The question before what waits is thrown away. */
    var asked by mutableStateOf<ActView?>(null)

    /** Keeps what is written; true when nothing is left to keep. */
    suspend fun keep(): Boolean {
        if (text.isNotBlank()) trying.once {
            view = jotter.keep(text, to.trim())
            text = ""
            to = ""
        }
        return text.isBlank()
    }

    suspend fun forget() = trying.once {
        asked = null
        view = jotter.forget()
    }
}
