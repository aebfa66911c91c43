// What a person sets for themselves alone: pinned, muted, archived, blocked, and when the app locks.
// Run on the desktop and on Android.
package dk.samtale

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assert
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.longClick
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performSemanticsAction
import androidx.compose.ui.test.performTouchInput
import dk.samtale.devices.DeviceActions
import dk.samtale.devices.DevicesScreen
import dk.samtale.devices.LockSheet
import dk.samtale.dialog.DialogScreen
import dk.samtale.dialog.Draft
import dk.samtale.dialog.MemberActions
import dk.samtale.dialog.MembersSheet
import dk.samtale.inbox.ArchivedScreen
import dk.samtale.inbox.InboxActions
import dk.samtale.inbox.InboxScreen
import dk.samtale.inbox.RowSheet
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class MineTest {
    @get:Rule val rule = createComposeRule()
    private val done = mutableListOf<String>()
    private val actions = InboxActions(
        { done += "open $it" }, {}, {}, {}, {}, onHold = { done += "hold $it" }, onChoose = { dialog, choice -> done += "$dialog $choice" }, onArchived = { done += "archived" },
    )
    private val row = Samples.mine.rows[1]

    @Test fun aLongPressOpensWhatCanBeSetAndATouchTheDialog() {
        rule.show { InboxScreen(Samples.mine, danish, actions) }
        val line = rule.onNodeWithContentDescription(row.spoken)
        line.performTouchInput { longClick() }
        line.performClick()
        assertEquals(listOf("hold d1", "open d1"), done)
    }

    @Test fun aScreenReaderIsOfferedTheSameByName() {
        rule.show { InboxScreen(Samples.mine, danish, actions) }
        val line = rule.onNodeWithContentDescription(row.spoken)
        val named = line.fetchSemanticsNode().config[SemanticsActions.CustomActions]
        assertEquals(row.choices.map { it.label }, named.map { it.label })
        rule.runOnUiThread { named.forEach { it.action() } }
        line.performSemanticsAction(SemanticsActions.OnLongClick)
        assertEquals(listOf("d1 pin", "d1 unmute", "d1 archive", "hold d1"), done)
    }

    @Test fun whatIsSetIsSetWithOneTouch() {
        rule.show { RowSheet(row, danish, { done += it }) { done += "close" } }
        for (choice in row.choices) rule.onNodeWithText(choice.label).performClick()
        rule.onNodeWithContentDescription(danish.close).performClick()
        assertEquals(row.choices.map { it.choice } + "close", done)
    }

    @Test fun theArchivedStandAtTheFootAndComeBackFromThere() {
        rule.show { InboxScreen(Samples.mine, danish, actions) }
        rule.onNodeWithText(Samples.mine.archived!!.label).performScrollTo().performClick()
        assertEquals(listOf("archived"), done)
    }

    @Test fun anArchivedDialogIsOpenedAsAnyOther() {
        rule.show { ArchivedScreen(Samples.mine.archived, danish, actions, { done += "back" }) }
        val away = rule.onNodeWithContentDescription(Samples.mine.archived!!.rows[0].spoken)
        away.performClick()
        rule.onNodeWithContentDescription(danish.back).performClick()
        assertEquals(listOf("open d2", "back"), done)
    }

    @Test fun whatWasArchivedIsTakenBackWithOneTouch() {
        rule.show { InboxScreen(Samples.mine, danish, actions) }
        rule.onNodeWithText(Samples.mine.undo!!.text).assertIsDisplayed()
        rule.onNodeWithText(Samples.mine.undo!!.label).performClick()
        assertEquals(listOf("d2 unarchive"), done)
    }

    @Test fun postsOfWhoIsBlockedAreOneLineWithWhatCanBeDone() {
        rule.show { DialogScreen(Samples.folded, danish, Draft(), dialogActions { done += it }) }
        rule.onNodeWithText("3 beskeder fra Mette, som du har blokeret").performScrollTo().assertIsDisplayed()
        rule.onNodeWithText("Vis").performClick()
        rule.onNodeWithText("Ophæv blokering").performClick()
        assertEquals(listOf("show u3", "unblock u3"), done)
    }

    @Test fun theMembersOfferTheSameAndBlockingIsAsked() {
        val view = Samples.three.copy(members = Samples.members + Samples.unproven.copy(acts = listOf(Samples.block)))
        rule.show { MembersSheet(view, danish, MemberActions({ done += "ask ${it.act}" }, {}, {}) { done += it }) {} }
        rule.onNodeWithText("Blokér Mette").performScrollTo().performClick()
        rule.onNodeWithText("Sæt på lydløs").performScrollTo().performClick()
        assertEquals(listOf("ask block u3", "mute"), done)
    }

    @Test fun whenTheAppLocksIsARowThatSaysSo() {
        val devices = DeviceActions({}, {}, {}, { _, _ -> }, {}) { done += "lock" }
        rule.show { DevicesScreen(Samples.devices, danish, null, null, devices, lock = Samples.lock) }
        rule.onNode(hasText(danish.lock) and hasText(Samples.lock.now)).performScrollTo().assert(SemanticsMatcher.keyIsDefined(SemanticsActions.OnClick)).performClick()
        assertEquals(listOf("lock"), done)
    }

    @Test fun theTimesAreChosenInWords() {
        rule.show { LockSheet(Samples.lock, danish, { done += "$it" }) {} }
        rule.onNodeWithText("Efter 5 minutter").assertIsSelected()
        for (choice in Samples.lock.choices) rule.onNodeWithText(choice.label).performScrollTo().performClick()
        assertEquals(Samples.lock.choices.map { "${it.minutes}" }, done)
    }
}
