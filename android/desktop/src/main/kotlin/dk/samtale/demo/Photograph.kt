// The photograph of the demo, made at run time so that no file of pixels is kept: a fjord in evening sun, as JPEG.
// Refuses chance: the same bytes every time. Taken by Client.
package dk.samtale.demo

import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import javax.imageio.IIOImage
import javax.imageio.ImageIO
import javax.imageio.ImageWriteParam
import kotlin.math.abs
import kotlin.math.exp
import kotlin.math.floor
import kotlin.math.hypot
import kotlin.math.pow
import kotlin.math.sin

private const val WIDTH = 1600
private const val HEIGHT = 1200
private const val SHORE = 0.56
private const val SUN_X = 0.64
private const val SUN_Y = 0.37

fun photograph(): ByteArray {
    val image = BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB)
    for (y in 0 until HEIGHT) for (x in 0 until WIDTH) image.setRGB(x, y, seen(x / WIDTH.toDouble(), y / HEIGHT.toDouble(), x, y))
    val out = ByteArrayOutputStream()
    val writer = ImageIO.getImageWritersByFormatName("jpeg").next()
    writer.output = ImageIO.createImageOutputStream(out)
    val fine = writer.defaultWriteParam.apply { compressionMode = ImageWriteParam.MODE_EXPLICIT; compressionQuality = 0.88f }
    writer.write(null, IIOImage(image, null, null), fine)
    (writer.output as AutoCloseable).close()
    writer.dispose()
    return out.toByteArray()
}

/** One point as the camera sees it: the view, darker towards the corners, with the grain of an evening. */
private fun seen(x: Double, y: Double, column: Int, row: Int): Int {
    val grain = (hash(column, row, 7) - 0.5) * 0.035
    val corner = 1 - 0.32 * hypot(x - 0.5, y - 0.5).pow(2.0) * 1.6
    return view(x, y).map { (it + grain) * corner }.rgb()
}

private fun view(x: Double, y: Double): DoubleArray {
    boat(x, y)?.let { return it }
    if (y > 0.95 + 0.04 * (noise(x * 3, 3.0) - 0.5) - 0.12 * (1 - x).pow(5.0) - 0.030 * noise(x * 210, 4.0).pow(3.0)) return meadow(x, y)
    return if (y < SHORE) above(x, y) else water(x, y)
}

/** The sky with its clouds, and three ridges, paler the farther they are. */
private fun above(x: Double, y: Double): DoubleArray {
    for ((place, ridge) in ridges.withIndex()) {
        val (height, roughness, far) = ridge
        val trees = if (place == 0) 0.016 * abs(noise(x * 160, 9.0)) else 0.004 * noise(x * 90, place + 5.0)
        val slope = if (place == 0) 0.10 * abs(x - 0.56).pow(1.3) * 2 else 0.0
        val top = SHORE - height * (0.45 + 0.75 * fractal(x * roughness, place * 17.0 + 2)) - slope - trees
        if (y > top) return mix(mix(rock, warm, far), haze, far * (0.35 + 0.5 * ((y - top) / height).coerceIn(0.0, 1.0)))
    }
    return sky(x, y)
}

private fun sky(x: Double, y: Double): DoubleArray {
    val sun = hypot((x - SUN_X) * 1.33, y - SUN_Y)
    var colour = mix(mix(zenith, rose, (y / 0.34).coerceIn(0.0, 1.0)), gold, ((y - 0.26) / 0.24).coerceIn(0.0, 1.0))
    val cloud = ((fractal(x * 3.2 + 4, y * 11) - 0.48) * 3.6).coerceIn(0.0, 1.0) * (1 - (y / 0.52).pow(3.0)).coerceIn(0.0, 1.0)
    colour = mix(colour, mix(lilac, glow, exp(-sun * 3.2)), cloud * 0.8)
    colour = mix(colour, glow, exp(-sun * 7) * 0.75)
    return mix(colour, white, if (sun < 0.030) 1.0 else exp(-(sun - 0.030) * 38) * 0.9)
}

/** What is above, mirrored and broken by small waves, with the road of the sun on it. */
private fun water(x: Double, y: Double): DoubleArray {
    val depth = (y - SHORE) / (1 - SHORE)
    val wave = fractal(x * (7 - 4 * depth), (1 / (depth + 0.06)) * 9 + 3) - 0.5
    val ripple = sin((1 / (depth + 0.05)) * 46 + noise(x * 9, y * 60) * 7)
    val mirrored = (SHORE - (y - SHORE) * 0.92 + wave * 0.09 * (0.3 + depth)).coerceIn(0.02, SHORE - 0.004)
    var colour = mix(above((x + wave * 0.035).coerceIn(0.0, 1.0), mirrored), deep, 0.26 + 0.38 * depth)
    val road = exp(-((x - SUN_X) / (0.020 + depth * 0.085)).pow(2.0)) * (0.45 + 0.55 * ripple).coerceAtLeast(0.0)
    colour = mix(colour, glow, (road * (0.85 - 0.45 * depth)).coerceIn(0.0, 1.0))
    return mix(colour, haze, exp(-depth * 26) * 0.45)
}

/** Grass at the bottom, blade by blade, with a rim of light. */
private fun meadow(x: Double, y: Double): DoubleArray {
    val blade = noise(x * 380 + y * 60, y * 45)
    val light = exp(-abs(x - SUN_X) * 2.4)
    return mix(mix(soil, grass, blade * 0.45), gold, (blade - 0.7).coerceAtLeast(0.0) * light * 0.5)
}

/** A small boat with a mast, and its reflection. */
private fun boat(x: Double, y: Double): DoubleArray? {
    val (dx, dy) = (x - 0.33) to (y - 0.665)
    val hull = dy in 0.0..0.014 && abs(dx) < 0.042 - dy * 0.9
    val mast = dy in -0.10..0.0 && abs(dx - 0.004) < 0.0011
    val sail = dy in -0.092..-0.010 && dx in 0.006..(0.006 + (dy + 0.092) * 0.36)
    val mirrored = dy in 0.014..0.075 && abs(dx - 0.006 + 0.006 * sin(dy * 420)) < 0.018 - dy * 0.2
    return when {
        hull -> if (dy < 0.004) cream else timber
        sail -> mix(cream, gold, 0.35 + dx * 4)
        mast -> timber
        mirrored -> mix(water(x, y), cream, 0.22)
        else -> null
    }
}

private val ridges = listOf(Triple(0.040, 3.1, 0.0), Triple(0.135, 2.3, 0.38), Triple(0.185, 1.7, 0.72))
private val zenith = colour(0x3C5C86)
private val rose = colour(0xD9A08C)
private val gold = colour(0xF9C987)
private val glow = colour(0xFFE3A8)
private val white = colour(0xFFFBEA)
private val lilac = colour(0x8F7F9C)
private val haze = colour(0xE9B48F)
private val warm = colour(0x8A7384)
private val rock = colour(0x1D2A2E)
private val deep = colour(0x17323F)
private val soil = colour(0x10170F)
private val grass = colour(0x3B4A25)
private val timber = colour(0x3A2118)
private val cream = colour(0xF4E6CC)

private fun colour(rgb: Int) = doubleArrayOf((rgb shr 16 and 255) / 255.0, (rgb shr 8 and 255) / 255.0, (rgb and 255) / 255.0)
private fun mix(a: DoubleArray, b: DoubleArray, t: Double) = t.coerceIn(0.0, 1.0).let { k -> DoubleArray(3) { a[it] * (1 - k) + b[it] * k } }
private fun List<Double>.rgb() = fold(0) { all, part -> all shl 8 or (part * 255).toInt().coerceIn(0, 255) }

private fun fractal(x: Double, y: Double): Double =
    noise(x, y) * 0.5 + noise(x * 2.1, y * 2.1 + 7) * 0.27 + noise(x * 4.3, y * 4.3 + 13) * 0.15 + noise(x * 8.9, y * 8.9 + 29) * 0.08

private fun noise(x: Double, y: Double): Double {
    val (left, top) = floor(x) to floor(y)
    fun ease(t: Double) = t * t * (3 - 2 * t)
    val (u, v) = ease(x - left) to ease(y - top)
    fun at(dx: Int, dy: Int) = hash(left.toInt() + dx, top.toInt() + dy, 1)
    return (at(0, 0) * (1 - u) + at(1, 0) * u) * (1 - v) + (at(0, 1) * (1 - u) + at(1, 1) * u) * v
}

private fun hash(x: Int, y: Int, seed: Int): Double {
    var bits = x * 374761393 + y * 668265263 + seed * 144269504
    bits = (bits xor (bits ushr 13)) * 1274126177
    return ((bits xor (bits ushr 16)) and 0xFFFFFF) / 16777215.0
}
