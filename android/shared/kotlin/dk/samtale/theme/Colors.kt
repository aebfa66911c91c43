// The colours of the app: four palettes, each whole. Refuses colours made up in a screen.
// Read by every screen through SamtaleTheme.
package dk.samtale.theme

import androidx.compose.runtime.Immutable
import androidx.compose.ui.graphics.Color

/** A ground and what is written on it. */
@Immutable
data class Tone(val ground: Color, val ink: Color)

@Immutable
data class Palette(
    val dark: Boolean,
    val paper: Color,
    val surface: Color,
    val ink: Color,
    val muted: Color,
    /** Fjord as writing and icons on paper. */
    val fjord: Color,
    /** The primary button and one's own bubble. */
    val own: Tone,
    val ownTime: Color,
    val sand: Tone,
    val amber: Tone,
    val moss: Color,
    val rose: Color,
    /** Warm light in the mark and the welcome; never behind words. */
    val sun: Color,
    val outline: Color,
    /** A rule so thin that it only parts; never the only sign of anything. */
    val hairline: Color,
    /** In high contrast grounds are drawn as outlines. */
    val outlined: Boolean,
    val avatars: List<Tone>,
)

private val lightAvatars = listOf(
    Tone(Color(0xFFD3E4E7), Color(0xFF1D4F5A)),
    Tone(Color(0xFFD9E5D6), Color(0xFF2B5233)),
    Tone(Color(0xFFF0DDD2), Color(0xFF7A3B20)),
    Tone(Color(0xFFE6DCEA), Color(0xFF583A66)),
    Tone(Color(0xFFD8E2EF), Color(0xFF2B4A73)),
    Tone(Color(0xFFF3E5C6), Color(0xFF6A4A0C)),
    Tone(Color(0xFFF1DADA), Color(0xFF7B2F33)),
    Tone(Color(0xFFE2E3DF), Color(0xFF414B4D)),
)

private val darkAvatars = listOf(
    Tone(Color(0xFF24424A), Color(0xFFBFE0E6)),
    Tone(Color(0xFF2B4130), Color(0xFFC4E0C4)),
    Tone(Color(0xFF4C3226), Color(0xFFF1CDB9)),
    Tone(Color(0xFF40324A), Color(0xFFDFCBE8)),
    Tone(Color(0xFF2B3C54), Color(0xFFC6D8F0)),
    Tone(Color(0xFF4A3B1A), Color(0xFFF0DDAE)),
    Tone(Color(0xFF4D2E31), Color(0xFFF3C8C9)),
    Tone(Color(0xFF363E40), Color(0xFFD5DBDA)),
)

val Light = Palette(
    dark = false,
    paper = Color(0xFFFAF8F4),
    surface = Color(0xFFFFFFFF),
    ink = Color(0xFF1B2327),
    muted = Color(0xFF56636A),
    fjord = Color(0xFF1D5C69),
    own = Tone(Color(0xFF1D5C69), Color(0xFFFFFFFF)),
    ownTime = Color(0xFFD5E7EA),
    sand = Tone(Color(0xFFECE7DE), Color(0xFF1B2327)),
    amber = Tone(Color(0xFFFBEBCF), Color(0xFF5B3A00)),
    moss = Color(0xFF2B6339),
    rose = Color(0xFF9B2C26),
    sun = Color(0xFFEBC47E),
    outline = Color(0xFF7C888E),
    hairline = Color(0xFFE3DED4),
    outlined = false,
    avatars = lightAvatars,
)

val Dark = Palette(
    dark = true,
    paper = Color(0xFF11171A),
    surface = Color(0xFF1A2226),
    ink = Color(0xFFE8EDEF),
    muted = Color(0xFF9FB0B7),
    fjord = Color(0xFF7FC4D1),
    own = Tone(Color(0xFF23697A), Color(0xFFF2FBFC)),
    ownTime = Color(0xFFCDE5EA),
    sand = Tone(Color(0xFF263238), Color(0xFFE8EDEF)),
    amber = Tone(Color(0xFF3A2A0E), Color(0xFFFFE2B0)),
    moss = Color(0xFF9AD5A6),
    rose = Color(0xFFFFB4AB),
    sun = Color(0xFFDDC08E),
    outline = Color(0xFF74858D),
    hairline = Color(0xFF2A353A),
    outlined = false,
    avatars = darkAvatars,
)

val HighContrastLight = contrast(
    dark = false,
    paper = Color.White,
    ink = Color.Black,
    fjord = Color(0xFF0B3A44),
    own = Tone(Color(0xFF0B3A44), Color.White),
)

val HighContrastDark = contrast(
    dark = true,
    paper = Color.Black,
    ink = Color.White,
    fjord = Color(0xFF9FE3F0),
    own = Tone(Color(0xFF9FE3F0), Color.Black),
)

/** Two colours and one accent; meaning is left to outlines, icons and words. */
private fun contrast(dark: Boolean, paper: Color, ink: Color, fjord: Color, own: Tone): Palette {
    val plain = Tone(paper, ink)
    return Palette(
        dark = dark, paper = paper, surface = paper, ink = ink, muted = ink, fjord = fjord, own = own, ownTime = own.ink,
        sand = plain, amber = plain, moss = ink, rose = ink, sun = paper, outline = ink, hairline = ink, outlined = true,
        avatars = List(8) { plain },
    )
}
