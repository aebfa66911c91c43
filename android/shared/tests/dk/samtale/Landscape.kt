// A picture made here, so that no file of pixels is kept: a harbour in evening sun, as PNG. Refuses chance: always the same.
// Stands for a photo in the tests of both apps.
package dk.samtale

import java.io.ByteArrayOutputStream
import java.io.DataOutputStream
import java.util.zip.CRC32
import java.util.zip.DeflaterOutputStream
import kotlin.math.abs
import kotlin.math.hypot
import kotlin.math.sin

fun landscape(width: Int = 600, height: Int = 450): ByteArray {
    val raw = ByteArrayOutputStream()
    DeflaterOutputStream(raw).use { zip ->
        for (y in 0 until height) {
            zip.write(0)
            for (x in 0 until width) {
                val c = colour(x / width.toDouble(), y / height.toDouble())
                zip.write(c shr 16); zip.write(c shr 8); zip.write(c)
            }
        }
    }
    val out = ByteArrayOutputStream()
    DataOutputStream(out).apply {
        write(byteArrayOf(0x89.toByte(), 'P'.code.toByte(), 'N'.code.toByte(), 'G'.code.toByte(), 13, 10, 26, 10))
        val head = ByteArrayOutputStream().also { DataOutputStream(it).apply { writeInt(width); writeInt(height); write(byteArrayOf(8, 2, 0, 0, 0)) } }
        chunk("IHDR", head.toByteArray())
        chunk("IDAT", raw.toByteArray())
        chunk("IEND", ByteArray(0))
    }
    return out.toByteArray()
}

private fun DataOutputStream.chunk(name: String, body: ByteArray) {
    val named = name.toByteArray() + body
    writeInt(body.size)
    write(named)
    writeInt(CRC32().apply { update(named) }.value.toInt())
}

private fun colour(x: Double, y: Double): Int {
    val sun = hypot((x - 0.62) * 1.33, y - 0.42)
    val sky = mix(mix(0x6F8FA8, 0xF2B880, (y / 0.55).coerceIn(0.0, 1.0)), 0xFFF0C9, (1 - sun / 0.35).coerceIn(0.0, 1.0))
    val ridge = 0.50 - 0.09 * abs(sin(x * 5.1 + 0.4)) - 0.02 * sin(x * 23)
    return when {
        y > 0.40 && abs(x - 0.3) < (y - 0.40) * 0.45 && y < 0.60 -> 0xF6EFE2
        y > 0.61 && y < 0.65 && abs(x - 0.3) < 0.12 - (y - 0.61) -> 0x7A3B20
        y > 0.55 -> mix(mix(0x2F5F6E, 0xF0B67E, (1 - abs(x - 0.62) / (0.04 + (y - 0.55) * 0.5)).coerceIn(0.0, 0.8) * (0.6 + 0.4 * sin(y * 260))), 0x16323C, (y - 0.55) * 1.2)
        y > ridge -> mix(0x39566A, 0x4B6A78, y)
        else -> sky
    }
}

private fun mix(a: Int, b: Int, t: Double): Int {
    fun part(shift: Int) = ((a shr shift and 255) * (1 - t) + (b shr shift and 255) * t).toInt().coerceIn(0, 255) shl shift
    return part(16) or part(8) or part(0)
}
