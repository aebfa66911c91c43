// How large the person reads: rows become columns, and icons beside words grow with them. Refuses to limit the size.
// Asked by parts and screens whose shape depends on it.
package dk.samtale.parts

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.unit.Dp

@Composable
@ReadOnlyComposable
fun largeText(): Boolean = LocalDensity.current.fontScale >= 1.5f

/** The size of an icon that stands in a line of text. */
@Composable
@ReadOnlyComposable
fun inLine(size: Dp): Dp = size * LocalDensity.current.fontScale.coerceIn(1f, 2f)
