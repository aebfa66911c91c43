// What the app asks of the system it runs on. Refuses to know which one that is.
// Given to App by the Android activity, the demo's windows and the tests.
package dk.samtale.app

import androidx.compose.runtime.Composable
import dk.samtale.core.AttachedDraft
import dk.samtale.core.DocumentView
import dk.samtale.voice.Player
import dk.samtale.voice.Recorder

class Outside(
    /** Opens a page in the system's browser. */
    val openPage: (url: String) -> Unit,
    /** Lets the person choose a photo; does not call back when they choose none. */
    val choosePhoto: (taken: (ByteArray) -> Unit) -> Unit,
    /** Puts a text on the clipboard that is not for everybody: an invitation, a link, a proof. */
    val copy: (text: String) -> Unit,
    /** Listens to the system's way back for as long as it is shown. */
    val onBack: @Composable (act: () -> Unit) -> Unit = {},
    /** Lets the person choose a file; does not call back when they choose none. */
    val chooseFile: (taken: (AttachedDraft.File) -> Unit) -> Unit = {},
    /** Lets the person choose where a file is put, and writes it there. */
    val saveFile: (name: String, mediaType: String, bytes: ByteArray) -> Unit = { _, _, _ -> },
    /** The microphone, where there is one. */
    val recorder: Recorder? = null,
    /** The loudspeaker, where there is one. */
    val player: Player? = null,
    /** Asks the system, where it wants to be asked, whether a line may say that there is news. */
    val mayNudge: suspend () -> Unit = {},
) {
    /** Puts a document that the core made where the person wants it: printed from there, or handed on. */
    fun print(document: DocumentView) = saveFile(document.name, document.mediaType, document.bytes)
}
