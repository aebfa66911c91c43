// Whether every word on the stage can be read to its end: none leaves the screen, none is cut. Refuses exceptions by screen.
// Asked at 200 % of every screen, and of those with the longest words in every language.
package dk.samtale

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.junit4.ComposeContentTestRule
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.text.TextLayoutResult
import org.junit.Assert.assertTrue

fun ComposeContentTestRule.assertNothingIsCut(screen: String) {
    val stage = onAllNodesWithTag("stage").fetchSemanticsNodes().single().boundsInRoot
    val texts = onAllNodes(SemanticsMatcher.keyIsDefined(SemanticsActions.GetTextLayoutResult), useUnmergedTree = true).fetchSemanticsNodes()
    assertTrue(screen, texts.isNotEmpty())
    for (node in texts) {
        val laidOut = mutableListOf<TextLayoutResult>()
        node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(laidOut)
        val text = laidOut.single()
        val left = node.positionInRoot.x
        assertTrue("$screen: '${text.layoutInput.text}' leaves the screen", left >= stage.left && left + node.size.width <= stage.right + 1)
        val lines = 0 until text.lineCount
        val whole = lines.none(text::isLineEllipsized) && lines.all { text.getLineRight(it) - text.getLineLeft(it) <= node.size.width + 1 } && text.getLineBottom(lines.last) <= node.size.height + 2
        assertTrue("$screen: '${text.layoutInput.text}' is cut", whole)
    }
}
