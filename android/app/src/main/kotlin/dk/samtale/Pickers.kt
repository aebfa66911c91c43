// Android's own pickers for photos and files, and its questions for the microphone and for notifications. Refuses access to what was not chosen.
// Made by SamtaleActivity before it starts; while one is open the app stays unlocked.
package dk.samtale

import android.Manifest
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import android.provider.OpenableColumns
import androidx.activity.ComponentActivity
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts.CreateDocument
import androidx.activity.result.contract.ActivityResultContracts.OpenDocument
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.lifecycle.lifecycleScope
import dk.samtale.core.AttachedDraft
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

class Pickers(private val activity: ComponentActivity) {
    private var photo: ((ByteArray) -> Unit)? = null
    private var file: ((AttachedDraft.File) -> Unit)? = null
    private var saved: ByteArray? = null
    private var asked: CompletableDeferred<Boolean>? = null
    private val photos = activity.registerForActivityResult(PickVisualMedia(), ::photoChosen)
    private val files = activity.registerForActivityResult(OpenDocument(), ::fileChosen)
    // The kind stands in the name: the picker's own list of kinds is for files that it makes anew.
    private val places = activity.registerForActivityResult(CreateDocument("application/octet-stream"), ::placeChosen)
    private val permissions = activity.registerForActivityResult(RequestPermission()) { asked?.complete(it).also { asked = null } }

    /** Whether one of the system's own pages lies over the app. */
    val open: Boolean get() = photo != null || file != null || saved != null || asked != null

    fun choosePhoto(onTaken: (ByteArray) -> Unit) {
        photo = onTaken
        photos.launch(PickVisualMediaRequest(PickVisualMedia.ImageOnly))
    }

    fun chooseFile(onTaken: (AttachedDraft.File) -> Unit) {
        file = onTaken
        files.launch(arrayOf("*/*"))
    }

    @Suppress("UNUSED_PARAMETER")
    fun saveFile(name: String, mediaType: String, bytes: ByteArray) {
        saved = bytes
        places.launch(name)
    }

    suspend fun mayRecord(): Boolean = may(Manifest.permission.RECORD_AUDIO)

    /** Before 13 Android does not ask. */
    suspend fun mayNudge() {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) may(Manifest.permission.POST_NOTIFICATIONS)
    }

    private suspend fun may(permission: String): Boolean {
        if (activity.checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED) return true
        val answer = CompletableDeferred<Boolean>()
        asked = answer
        permissions.launch(permission)
        return answer.await()
    }

    private fun photoChosen(chosen: Uri?) {
        val give = photo
        photo = null
        if (chosen != null && give != null) read(chosen, give)
    }

    private fun fileChosen(chosen: Uri?) {
        val give = file
        file = null
        if (chosen == null || give == null) return
        val kind = activity.contentResolver.getType(chosen).orEmpty()
        read(chosen) { give(AttachedDraft.File(it, name(chosen), kind)) }
    }

    private fun placeChosen(chosen: Uri?) {
        val bytes = saved
        saved = null
        if (chosen == null || bytes == null) return
        activity.lifecycleScope.launch(Dispatchers.IO) { activity.contentResolver.openOutputStream(chosen)?.use { it.write(bytes) } }
    }

    private fun read(chosen: Uri, give: (ByteArray) -> Unit) {
        activity.lifecycleScope.launch {
            withContext(Dispatchers.IO) { activity.contentResolver.openInputStream(chosen)?.use { it.readBytes() } }?.let(give)
        }
    }

    private fun name(chosen: Uri): String = activity.contentResolver.query(chosen, arrayOf(OpenableColumns.DISPLAY_NAME), null, null, null)
        ?.use { if (it.moveToFirst()) it.getString(0) else null }.orEmpty()
}
