// Puts palette and type where screens find them, and dresses Material's own parts in them.
// Refuses dynamic colours: the app looks the same to everyone. Called by App and by every test.
package dk.samtale.theme

import androidx.compose.foundation.text.selection.LocalTextSelectionColors
import androidx.compose.foundation.text.selection.TextSelectionColors
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.LocalTextStyle
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf

private val LocalPalette = staticCompositionLocalOf { Light }
private val LocalType = staticCompositionLocalOf { Type() }

object Theme {
    val colors: Palette @Composable @ReadOnlyComposable get() = LocalPalette.current
    val type: Type @Composable @ReadOnlyComposable get() = LocalType.current
}

fun palette(dark: Boolean, highContrast: Boolean): Palette = when {
    highContrast && dark -> HighContrastDark
    highContrast -> HighContrastLight
    dark -> Dark
    else -> Light
}

@Composable
fun SamtaleTheme(palette: Palette, content: @Composable () -> Unit) {
    val type = remember { Type() }
    MaterialTheme(colorScheme = remember(palette) { scheme(palette) }) {
        CompositionLocalProvider(
            LocalPalette provides palette,
            LocalType provides type,
            LocalContentColor provides palette.ink,
            LocalTextStyle provides type.body,
            LocalTextSelectionColors provides TextSelectionColors(palette.fjord, palette.fjord.copy(alpha = 0.3f)),
            content = content,
        )
    }
}

private fun scheme(p: Palette) = (if (p.dark) darkColorScheme() else lightColorScheme()).copy(
    primary = p.own.ground,
    onPrimary = p.own.ink,
    background = p.paper,
    onBackground = p.ink,
    surface = p.surface,
    onSurface = p.ink,
    surfaceVariant = p.sand.ground,
    onSurfaceVariant = p.muted,
    error = p.rose,
    outline = p.outline,
    outlineVariant = p.hairline,
)
