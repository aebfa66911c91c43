// What the app asks of a microphone and a loudspeaker. Refuses files: what is recorded and what is heard stays in memory.
// Given in Outside by the Android activity and by tests; a desktop has neither.
package dk.samtale.voice

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import dk.samtale.core.AttachedDraft
import kotlinx.coroutines.delay

/** Records one voice note at a time. */
interface Recorder {
    /** Begins; false when the person does not allow it, or there is no microphone. */
    suspend fun begin(): Boolean

    /** How loud it is now, 0 to 255. */
    fun loudness(): Int

    /** Ends it: the recording as a file in memory and what kind it is; null when there is none. */
    suspend fun end(): Recorded?

    /** Ends it and keeps nothing. */
    fun forget()
}

class Recorded(val bytes: ByteArray, val mediaType: String)

/** Lets one voice note be heard at a time. */
interface Player {
    /** Returns when it was heard to its end, or another was begun. */
    suspend fun play(bytes: ByteArray)
    fun stop()
}

/** A recording under way: how long it is, and how loud it was so far. Ends by itself after ten minutes. */
@Stable
class Recording(private val recorder: Recorder, private val now: () -> Long) {
    var millis by mutableStateOf<Long?>(null)
        private set
    private var begun = 0L
    private val wave = mutableListOf<Byte>()

    val runs: Boolean get() = millis != null

    suspend fun begin(): Boolean {
        if (runs || !recorder.begin()) return false
        wave.clear()
        begun = now()
        millis = 0
        return true
    }

    /** Measures until it is ended. */
    suspend fun follow() {
        while (runs && now() - begun < LONGEST) {
            measure()
            delay(TICK)
        }
    }

    fun measure() {
        if (!runs) return
        millis = now() - begun
        wave += recorder.loudness().coerceIn(0, 255).toByte()
    }

    /** What was recorded; null when it is too short to be heard. */
    suspend fun end(): AttachedDraft.Voice? {
        val long = millis?.let { (now() - begun).coerceAtMost(LONGEST) } ?: return null
        millis = null
        val recorded = recorder.end() ?: return null
        if (long < SHORTEST || recorded.bytes.isEmpty()) return null
        return AttachedDraft.Voice(recorded.bytes, recorded.mediaType, long.toUInt(), wave.toByteArray())
    }

    fun forget() {
        if (runs) recorder.forget()
        millis = null
    }

    private companion object {
        const val LONGEST = 600_000L
        const val SHORTEST = 300L
        const val TICK = 100L
    }
}
