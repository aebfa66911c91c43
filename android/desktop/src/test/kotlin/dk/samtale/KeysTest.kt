// The keyboard: the order in which Tab walks, the arrows in the list, Esc and Ctrl-N. Run on the desktop, where keys are at home.
package dk.samtale

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.requiredSize
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusDirection
import androidx.compose.ui.focus.FocusManager
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.platform.LocalFocusManager
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.assertIsFocused
import androidx.compose.ui.test.isFocused
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performKeyInput
import androidx.compose.ui.test.pressKey
import androidx.compose.ui.test.requestFocus
import androidx.compose.ui.test.withKeyDown
import androidx.compose.ui.unit.dp
import dk.samtale.consent.ConsentSheet
import dk.samtale.dialog.ActSheet
import dk.samtale.dialog.DialogActions
import dk.samtale.dialog.DialogScreen
import dk.samtale.dialog.Draft
import dk.samtale.inbox.InboxActions
import dk.samtale.inbox.InboxScreen
import dk.samtale.tablet.TwoPane
import dk.samtale.theme.Light
import dk.samtale.theme.SamtaleTheme
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test

@OptIn(ExperimentalTestApi::class)
class KeysTest {
    @get:Rule val rule = createComposeRule()
    private val done = mutableListOf<String>()
    private lateinit var focus: FocusManager

    private fun tablet() = rule.setContent {
        focus = LocalFocusManager.current
        SamtaleTheme(Light) {
            Box(Modifier.requiredSize(1000.dp, 700.dp)) {
                TwoPane(
                    danish.chooseDialog, { done += "escape" }, { done += "new" }, { done += "search" },
                    { InboxScreen(Samples.staff, danish, InboxActions({ done += it }, {}, {}, {}, {})) },
                    { DialogScreen(Samples.dialog.copy(items = emptyList()), danish, Draft("Hej"), dialogActions(back = false)) }, null,
                )
            }
        }
    }

    /** What Tab visits, until it comes round. */
    private fun walk(): List<String> {
        val seen = mutableListOf<String>()
        while (true) {
            rule.runOnIdle { focus.moveFocus(FocusDirection.Next) }
            val here = rule.onAllNodes(isFocused()).fetchSemanticsNodes().lastOrNull()?.said() ?: return seen
            if (here in seen) return seen
            seen += here
        }
    }

    @Test fun tabWalksAsOneReads() {
        tablet()
        val rows = Samples.staff.rows.map { it.spoken }
        val seen = walk().filter { it.isNotEmpty() }
        val expected = listOf(danish.search, danish.devices) + rows + danish.newDialog
        assertEquals(expected, seen.take(expected.size))
        val rest = seen.drop(expected.size)
        assertEquals(listOf(true, true, true, true), listOf(Samples.dialog.readers, danish.attach, Samples.dialog.hint, danish.send).zip(rest) { want, got -> want in got })
    }

    @Test fun arrowsWalkThroughTheListAndEnterOpens() {
        tablet()
        val rows = Samples.staff.rows.map { rule.onNodeWithContentDescription(it.spoken) }
        rows[0].requestFocus()
        rows[0].performKeyInput { pressKey(Key.DirectionDown) }
        rows[1].assertIsFocused().performKeyInput { pressKey(Key.DirectionDown) }
        rows[2].assertIsFocused().performKeyInput { pressKey(Key.DirectionUp) }
        rows[1].assertIsFocused().performKeyInput { pressKey(Key.Enter) }
        rule.waitForIdle()
        assertEquals(listOf("d4"), done)
    }

    @Test fun escapeClosesAndControlStartsANewOneOrTheSearch() {
        tablet()
        val field = rule.onNodeWithContentDescription(Samples.dialog.hint)
        field.requestFocus()
        field.performKeyInput { pressKey(Key.Escape) }
        field.performKeyInput { withKeyDown(Key.CtrlLeft) { pressKey(Key.N) } }
        for (key in listOf(Key.CtrlLeft, Key.MetaLeft)) field.performKeyInput { withKeyDown(key) { pressKey(Key.K) } }
        rule.waitForIdle()
        assertEquals(listOf("escape", "new", "search", "search"), done)
    }

    @Test fun escapeLeavesAConsentForLater() {
        rule.show { ConsentSheet(Samples.consent, danish, { done += it.name }, {}) { done += "later" } }
        val close = rule.onNodeWithContentDescription(danish.close)
        close.requestFocus()
        close.performKeyInput { pressKey(Key.Escape) }
        rule.waitForIdle()
        assertEquals(listOf("later"), done)
    }

    @Test fun escapeIsNoAndLeavesTheDialogOpen() {
        rule.setContent {
            SamtaleTheme(Light) {
                Box(Modifier.requiredSize(1000.dp, 700.dp)) {
                    TwoPane(danish.chooseDialog, { done += "escape" }, null, {}, {}, { ActSheet(Samples.erase, danish, { done += "yes" }) { done += "no" } }, null)
                }
            }
        }
        rule.onNodeWithText(Samples.erase.heading).assertIsFocused().performKeyInput { pressKey(Key.Escape) }
        rule.waitForIdle()
        assertEquals(listOf("no"), done)
    }

    @Test fun whatCanBeDoneToAPostIsReachedByKeys() {
        rule.show { DialogScreen(Samples.dialog, danish, Draft(), DialogActions(null, {}, {}, { _, _ -> true }, { _, _ -> }, {}, {}, {}, {}, { done += it }, {}, { pixels })) }
        rule.onNodeWithContentDescription(Samples.bubble("b6").spoken).requestFocus().assertIsFocused().performKeyInput {
            pressKey(Key.Enter)
            pressKey(Key.Menu)
        }
        rule.waitForIdle()
        assertEquals(listOf("b6", "b6"), done)
    }

    @Test fun withoutAChoiceItSaysWhatToDo() {
        rule.setContent { SamtaleTheme(Light) { Box(Modifier.requiredSize(1000.dp, 700.dp)) { TwoPane(danish.chooseDialog, {}, null, {}, {}, null, null) } } }
        val place = rule.onNodeWithText(danish.chooseDialog).fetchSemanticsNode().boundsInRoot
        assertTrue("$place", place.left > 360)
    }
}
