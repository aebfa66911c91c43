// What is written before a closed door: kept, counted, deleted only when one says so, and given a place behind the door.
// Run on the desktop and on Android.
package dk.samtale

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.assertCountEquals
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import dk.samtale.inbox.InboxActions
import dk.samtale.inbox.InboxScreen
import dk.samtale.inbox.PlaceSheet
import dk.samtale.onboarding.JotterActions
import dk.samtale.onboarding.JotterScreen
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class JotterTest {
    @get:Rule val rule = createComposeRule()
    private val done = mutableListOf<String>()

    @Test fun withoutANetworkOneWritesAndKeepsIt() {
        var text by mutableStateOf("")
        val actions = JotterActions({ text = it }, {}, { done += "keep $text" }, { done += "again" }, { done += it.label })
        rule.show { JotterScreen(Samples.jotter, danish, text, "", null, false, actions) }
        rule.onNodeWithText(danish.jotKeep).assertIsNotEnabled()
        rule.onNodeWithContentDescription(danish.jotField).performScrollTo().performTextInput("Jeg er ved hytten")
        rule.onNodeWithText(danish.jotKeep).performScrollTo().assertIsEnabled().performClick()
        rule.onNodeWithText("2 noter venter").performScrollTo().assertIsDisplayed()
        rule.onNodeWithText("Slet det, der venter").performScrollTo().performClick()
        rule.onNodeWithText(danish.retry).performScrollTo().performClick()
        assertEquals(listOf("keep Jeg er ved hytten", "Slet det, der venter", "again"), done)
    }

    @Test fun whereThereIsNoRoomThereIsNoField() {
        rule.show { JotterScreen(Samples.jotter.copy(mayWrite = false), danish, "", "", null, false, jotterActions) }
        rule.onNodeWithContentDescription(danish.jotField).assertDoesNotExist()
    }

    @Test fun behindTheDoorEachIsGivenAPlaceOrDeleted() {
        val actions = InboxActions({}, {}, {}, {}, {}, { done += "place ${it.jot}" }, { done += "ask ${it.act}" })
        rule.show { InboxScreen(Samples.jots, danish, actions) }
        rule.onNodeWithContentDescription(Samples.jots.jots[0].spoken).assertIsDisplayed()
        // What does not open has no place.
        rule.onAllNodesWithText(danish.jotPlace).assertCountEquals(1)
        rule.onNodeWithText(danish.jotPlace).performClick()
        rule.onAllNodesWithText("Slet")[0].performClick()
        assertEquals(listOf("place j1", "ask j1"), done)
    }

    @Test fun aPlaceIsADialog() {
        rule.show { PlaceSheet(Samples.jots.places, danish, { done += it }) {} }
        rule.onNodeWithText("Familien Holm, 4 deltagere").performClick()
        assertEquals(listOf("d2"), done)
    }
}
