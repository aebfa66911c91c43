// A phone-shaped stage for one screen in a test, the same on the desktop and on Android. Refuses more than one screen at once.
// Called by every test of a screen.
package dk.samtale

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.requiredSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.getUnclippedBoundsInRoot
import androidx.compose.ui.test.junit4.ComposeContentTestRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.DpRect
import androidx.compose.ui.unit.dp
import dk.samtale.theme.Light
import dk.samtale.theme.SamtaleTheme

val stageWidth = 400.dp
val stageHeight = 720.dp

fun ComposeContentTestRule.show(fontScale: Float = 1f, content: @Composable () -> Unit) = setContent { Stage(fontScale, content) }

@Composable
fun Stage(fontScale: Float = 1f, content: @Composable () -> Unit) {
    CompositionLocalProvider(LocalDensity provides Density(LocalDensity.current.density, fontScale)) {
        SamtaleTheme(Light) { Box(Modifier.requiredSize(stageWidth, stageHeight).testTag("stage")) { content() } }
    }
}

/** Where a node stands on the stage, scrolled-out parts included. */
fun ComposeContentTestRule.placeOf(node: SemanticsNodeInteraction): DpRect {
    val stage = onNodeWithTag("stage").getUnclippedBoundsInRoot()
    val place = node.getUnclippedBoundsInRoot()
    return DpRect(place.left - stage.left, place.top - stage.top, place.right - stage.left, place.bottom - stage.top)
}

/** What a screen reader would say of a node. */
fun SemanticsNode.said(): String = listOfNotNull(
    config.getOrNull(SemanticsProperties.ContentDescription)?.joinToString(" "),
    config.getOrNull(SemanticsProperties.Text)?.joinToString(" ") { it.text },
    config.getOrNull(SemanticsProperties.EditableText)?.text,
).joinToString(" ").trim()

fun isButton() = SemanticsMatcher.expectValue(SemanticsProperties.Role, Role.Button)

infix fun Dp.near(other: Dp) = (this - other).value in -0.7f..0.7f
