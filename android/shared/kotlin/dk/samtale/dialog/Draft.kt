// What a person is writing and has not sent: kept while they look elsewhere, and when sending fails. Refuses the disk: the core keeps the words, sealed.
// Held by App for each dialog, edited by Composer.
package dk.samtale.dialog

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.AttachedDraft
import dk.samtale.core.EditView
import dk.samtale.core.PostDraft
import dk.samtale.core.QuoteView
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext

@Stable
class Draft(text: String = "", photo: ByteArray? = null) {
    var text by mutableStateOf(text)
    var photo by mutableStateOf(photo)
    /** What the photo shows, in the person's words; may stay empty. */
    var alt by mutableStateOf("")
    /** A file or a voice note; a post carries one thing. */
    var file by mutableStateOf<AttachedDraft?>(null)
        private set
    /** The post that is being answered. */
    var answers by mutableStateOf<QuoteView?>(null)
        private set
    /** The own post that is being edited; its words are then in the field. */
    var edits by mutableStateOf<EditView?>(null)
        private set
    var sending by mutableStateOf(false)
        private set
    /** What stood in the field before an edit began. */
    private var kept = ""

    /** What is begun, without the words of an edit. */
    val begun: String get() = if (edits == null) text else kept

    val ready: Boolean get() = !sending && when (val edit = edits) {
        null -> text.isNotBlank() || photo != null || file != null
        else -> text.isNotBlank() && text.trim() != edit.text
    }

    /** Nothing is written, chosen or pointed to. */
    val empty: Boolean get() = text.isEmpty() && photo == null && file == null && edits == null && !sending

    fun attach(taken: AttachedDraft) {
        if (taken is AttachedDraft.Photo) {
            photo = taken.bytes
            file = null
        } else {
            file = taken
            photo = null
            alt = ""
        }
    }

    fun removeFile() {
        file = null
    }

    fun answer(quote: QuoteView) {
        leaveBe()
        answers = quote
    }

    fun edit(post: EditView) {
        leaveBe()
        kept = text
        edits = post
        text = post.text
    }

    /** Neither answers nor edits; what was being written before comes back. */
    fun leaveBe() {
        if (edits != null) text = kept
        edits = null
        answers = null
    }

    /** Sends once; what was sent is cleared only when it was taken, and what was added meanwhile stays. */
    suspend fun send(post: Send) {
        if (!ready) return
        val (sentText, sentPhoto, sentFile) = Triple(text, photo, file)
        val (sentAnswer, sentEdit) = answers to edits
        val attached = sentPhoto?.let { AttachedDraft.Photo(it, alt.trim()) } ?: sentFile
        sending = true
        // Not cut short when the screen goes away: what was taken must not stand here as if it were not.
        withContext(NonCancellable) {
            try {
                if (!post(PostDraft(sentText.trim(), sentAnswer?.post, attached.takeIf { sentEdit == null }), sentEdit)) return@withContext
                if (sentEdit != null) {
                    if (edits == sentEdit) leaveBe()
                    return@withContext
                }
                text = text.removePrefix(sentText)
                if (answers == sentAnswer) answers = null
                if (file === sentFile) file = null
                if (photo === sentPhoto) {
                    photo = null
                    alt = ""
                }
            } finally {
                sending = false
            }
        }
    }
}
