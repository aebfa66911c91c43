// Android's microphone and loudspeaker. Refuses files: a recording comes through a pipe, and is heard from memory.
// Given in Outside by SamtaleActivity, which asks the person for the microphone.
package dk.samtale.voice

import android.content.Context
import android.media.MediaDataSource
import android.media.MediaPlayer
import android.media.MediaRecorder
import android.os.Build
import android.os.ParcelFileDescriptor
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.async
import kotlinx.coroutines.suspendCancellableCoroutine
import java.io.IOException
import kotlin.coroutines.resume

/** `allowed` asks the person, where they have not said yes before. */
class Microphone(private val context: Context, private val scope: CoroutineScope, private val allowed: suspend () -> Boolean) : Recorder {
    private var recorder: MediaRecorder? = null
    private var heard: Deferred<ByteArray> = CompletableDeferred(ByteArray(0))

    override suspend fun begin(): Boolean {
        if (!allowed()) return false
        val (from, to) = ParcelFileDescriptor.createPipe()
        heard = scope.async(Dispatchers.IO) { ParcelFileDescriptor.AutoCloseInputStream(from).use { it.readBytes() } }
        val begun = made().apply {
            setAudioSource(MediaRecorder.AudioSource.MIC)
            // The one form that needs no way back in the file, so that a pipe will do.
            setOutputFormat(MediaRecorder.OutputFormat.AAC_ADTS)
            setAudioEncoder(MediaRecorder.AudioEncoder.AAC)
            setAudioSamplingRate(44_100)
            setAudioEncodingBitRate(48_000)
            setOutputFile(to.fileDescriptor)
        }
        return try {
            begun.prepare()
            begun.start()
            recorder = begun
            true
        } catch (_: IOException) {
            begun.release()
            false
        } catch (_: IllegalStateException) {
            begun.release()
            false
        } finally {
            // The recorder has its own copy; the pipe ends when that is closed.
            to.close()
        }
    }

    override fun loudness(): Int = (recorder?.maxAmplitude ?: 0) shr 7

    override suspend fun end(): Recorded? {
        if (!close()) return null
        return Recorded(heard.await(), "audio/aac")
    }

    override fun forget() {
        close()
    }

    /** False when nothing was recorded. */
    private fun close(): Boolean {
        val open = recorder ?: return false
        recorder = null
        return try {
            open.stop()
            true
        } catch (_: RuntimeException) {
            false
        } finally {
            open.release()
        }
    }

    @Suppress("DEPRECATION")
    private fun made() = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) MediaRecorder(context) else MediaRecorder()
}

class Loudspeaker : Player {
    private var player: MediaPlayer? = null
    private var over: (() -> Unit)? = null

    override suspend fun play(bytes: ByteArray) {
        stop()
        suspendCancellableCoroutine { heard ->
            over = { if (heard.isActive) heard.resume(Unit) }
            heard.invokeOnCancellation { stop() }
            val begun = MediaPlayer()
            player = begun
            begun.setOnCompletionListener { stop() }
            begun.setOnErrorListener { _, _, _ -> stop().let { true } }
            begun.setOnPreparedListener { it.start() }
            begun.setDataSource(InMemory(bytes))
            begun.prepareAsync()
        }
    }

    override fun stop() {
        player?.release()
        player = null
        val end = over
        over = null
        end?.invoke()
    }
}

private class InMemory(private val bytes: ByteArray) : MediaDataSource() {
    override fun getSize() = bytes.size.toLong()

    override fun readAt(position: Long, buffer: ByteArray, offset: Int, size: Int): Int {
        if (position >= bytes.size) return -1
        val count = minOf(size.toLong(), bytes.size - position).toInt()
        bytes.copyInto(buffer, offset, position.toInt(), position.toInt() + count)
        return count
    }

    override fun close() = Unit
}
