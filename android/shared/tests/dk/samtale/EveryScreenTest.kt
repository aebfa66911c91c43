// What must hold on every screen: all that can be touched is named and large enough, no text is cut at 200 %.
// Refuses exceptions by screen. Run on the desktop and on Android.
package dk.samtale

import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.unit.dp
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class EveryScreenTest {
    @get:Rule val rule = createComposeRule()

    private fun onEach(fontScale: Float, look: (Scene) -> Unit) {
        val narrow = scenes.filterNot { it.wide }
        var scene by mutableStateOf(narrow.first())
        rule.show(fontScale) { key(scene) { scene.content() } }
        for (next in narrow) {
            scene = next
            rule.waitForIdle()
            look(next)
        }
    }

    @Test fun whatCanBeTouchedIsNamedAndLargeEnough() = onEach(1f) { scene ->
        val nodes = rule.onAllNodes(hasClickAction()).fetchSemanticsNodes()
        assertTrue(scene.name, nodes.isNotEmpty())
        for (node in nodes) {
            assertFalse("${scene.name}: unnamed ${node.config}", node.said().isBlank())
            with(rule.density) {
                val (width, height) = node.size.width.toDp() to node.size.height.toDp()
                assertTrue("${scene.name}: '${node.said()}' is $width by $height", width >= 47.5.dp && height >= 47.5.dp)
            }
        }
    }

    @Test fun largeTextIsNotCut() = onEach(2f) { scene -> rule.assertNothingIsCut(scene.name) }
}
