// What a person is writing and has not sent: kept while they look elsewhere, and when sending fails. Refuses the disk: the core keeps the words, sealed.
// Held by App for each dialog, edited by Composer.
package dk.samtale.dialog

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext

@Stable
class Draft(text: String = "", photo: ByteArray? = null) {
    var text by mutableStateOf(text)
    var photo by mutableStateOf(photo)
    /** What the photo shows, in the person's words; may stay empty. */
    var alt by mutableStateOf("")
    var sending by mutableStateOf(false)
        private set

    val ready: Boolean get() = !sending && (text.isNotBlank() || photo != null)

    /** Sends once; what was sent is cleared only when it was taken, and what was added meanwhile stays. */
    suspend fun send(post: suspend (text: String, photo: ByteArray?, alt: String) -> Boolean) {
        if (!ready) return
        val (sentText, sentPhoto) = text to photo
        sending = true
        // Not cut short when the screen goes away: what was taken must not stand here as if it were not.
        withContext(NonCancellable) {
            try {
                if (post(sentText.trim(), sentPhoto, alt.trim())) {
                    text = text.removePrefix(sentText)
                    if (photo === sentPhoto) {
                        photo = null
                        alt = ""
                    }
                }
            } finally {
                sending = false
            }
        }
    }
}
