// The list: what it says, what it offers, and to whom. Run on the desktop and on Android.
package dk.samtale

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.toPixelMap
import androidx.compose.ui.test.assert
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import dk.samtale.inbox.InboxActions
import dk.samtale.inbox.InboxLine
import dk.samtale.inbox.InboxScreen
import dk.samtale.inbox.noticeIcon
import dk.samtale.parts.Icons
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class InboxScreenTest {
    @get:Rule val rule = createComposeRule()
    private val done = mutableListOf<String>()
    private val actions = InboxActions({ done += it }, { done += "new" }, { done += "code" }, { done += "devices" }, { done += "search" }, onNudges = { done += "nudges $it" })

    @Test fun whetherToTellOfNewsIsAskedAboveTheListWithTwoAnswersOfOneSize() {
        var view by mutableStateOf(Samples.inbox.copy(nudges = Samples.unasked))
        rule.show { InboxScreen(view, danish, actions) }
        val ask = Samples.unasked.ask!!
        rule.onNodeWithText(ask.sentence).assertIsDisplayed()
        val (no, yes) = listOf(ask.no, ask.yes).map { rule.onNodeWithText(it) }
        val (one, other) = listOf(no, yes).map { rule.placeOf(it) }
        assertEquals(one.right - one.left to one.bottom - one.top, other.right - other.left to other.bottom - other.top)
        no.performClick()
        yes.performClick()
        assertEquals(listOf("nudges false", "nudges true"), done)
        view = Samples.inbox
        rule.waitForIdle()
        rule.onNodeWithText(ask.heading).assertDoesNotExist()
    }

    @Test fun aRowIsOneSentenceAndOpensItsDialog() {
        rule.show { InboxScreen(Samples.inbox, danish, actions, selected = "d2") }
        val row = rule.onNodeWithContentDescription(Samples.inbox.rows[1].spoken)
        row.assert(isButton()).assertIsSelected().performClick()
        assertEquals(listOf("d2"), done)
    }

    @Test fun whereACaseHasSeveralDialogsTheRowSaysWithWhomItIs() {
        val plain = Samples.inbox.rows.first()
        var row by mutableStateOf(plain)
        rule.show { InboxLine(row, false, hold = {}, choose = {}) {} }
        val before = rule.onNodeWithContentDescription(plain.spoken).captureToImage().height
        row = plain.copy(room = "Alene med Karen")
        rule.waitForIdle()
        assertTrue(rule.onNodeWithContentDescription(plain.spoken).captureToImage().height > before)
    }

    @Test fun onlyThoseWhoMayAreOfferedANewDialog() {
        rule.show { InboxScreen(Samples.inbox, danish, actions) }
        rule.onNodeWithContentDescription(danish.newDialog).assertDoesNotExist()
    }

    @Test fun aCaseworkerStartsANewDialog() {
        rule.show { InboxScreen(Samples.staff, danish, actions) }
        rule.onNodeWithContentDescription(danish.newDialog).performClick()
        assertEquals(listOf("new"), done)
    }

    @Test fun theDevicesAreOneTouchAwayAlsoFromAnEmptyList() {
        rule.show { InboxScreen(Samples.nobody, danish, actions) }
        rule.onNodeWithContentDescription(danish.devices).assert(isButton()).performClick()
        assertEquals(listOf("devices"), done)
    }

    @Test fun theSearchIsOneTouchAway() {
        rule.show { InboxScreen(Samples.inbox, danish, actions) }
        rule.onNodeWithContentDescription(danish.search).assert(isButton()).performClick()
        assertEquals(listOf("search"), done)
    }

    @Test fun anEmptyListHasOneSentenceAndOneButton() {
        rule.show { InboxScreen(Samples.nobody, danish, actions) }
        rule.onNodeWithText(Samples.nobody.empty!!.sentence).assertIsDisplayed()
        rule.onNodeWithText(Samples.nobody.empty!!.button).performClick()
        assertEquals(listOf("code"), done)
    }

    @Test fun beingOfflineIsOneLineUnderTheTitle() {
        val notice = Samples.troubled.notice!!
        rule.show { InboxScreen(Samples.inbox.copy(notice = notice, noticeOffline = true), danish, actions) }
        val title = rule.placeOf(rule.onNodeWithText(Samples.inbox.title))
        val line = rule.placeOf(rule.onNodeWithText(notice))
        val row = rule.placeOf(rule.onNodeWithContentDescription(Samples.inbox.rows[0].spoken))
        assertTrue(line.top >= title.bottom && line.bottom <= row.top)
    }

    @Test fun onlyWhatIsAboutTheConnectionWearsTheCloud() {
        var view by mutableStateOf(Samples.warned.copy(noticeOffline = true))
        rule.show { InboxScreen(view, danish, actions) }
        val line = rule.onNodeWithText(Samples.warned.notice!!)
        val cloud = line.captureToImage().toPixelMap().buffer
        assertEquals(Icons.cloudOff, view.noticeIcon)
        view = Samples.warned
        rule.waitForIdle()
        assertEquals(Icons.info, view.noticeIcon)
        assertFalse(cloud.contentEquals(line.captureToImage().toPixelMap().buffer))
    }
}
