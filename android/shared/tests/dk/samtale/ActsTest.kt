// What can be done beyond writing: never without its question, and its question never answered beforehand.
// Run on the desktop and on Android.
package dk.samtale

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assert
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsFocused
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.isHeading
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.longClick
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performMouseInput
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.rightClick
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.unit.dp
import dk.samtale.core.ActView
import dk.samtale.core.DialogView
import dk.samtale.dialog.ActSheet
import dk.samtale.dialog.AsideSheet
import dk.samtale.dialog.BubbleSheet
import dk.samtale.dialog.HeldActions
import dk.samtale.dialog.DialogActions
import dk.samtale.dialog.DialogScreen
import dk.samtale.dialog.Draft
import dk.samtale.dialog.MemberActions
import dk.samtale.dialog.MembersPane
import dk.samtale.dialog.MembersSheet
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@OptIn(ExperimentalTestApi::class)
@RunWith(ScreenRunner::class)
class ActsTest {
    @get:Rule val rule = createComposeRule()
    private val done = mutableListOf<String>()
    private val members = MemberActions({ done += it.act }, { done += "bring" }, onDialog = { done += "to $it" })

    private fun question(act: ActView, fontScale: Float = 1f) = rule.show(fontScale) { ActSheet(act, danish, { done += "yes" }) { done += "no" } }

    private fun talk(view: DialogView = Samples.dialog) = rule.show {
        DialogScreen(view, danish, Draft(), DialogActions({}, {}, {}, { _, _ -> true }, { _, _ -> }, {}, {}, {}, {}, { done += "hold $it" }, { done += it.act }, { pixels }))
    }

    private fun bubble(id: String) = rule.onNodeWithContentDescription(Samples.bubble(id).spoken)

    @Test fun theOtherDialogsOfTheCaseStandAmongTheMembersByWhoIsInThem() {
        rule.show { MembersSheet(Samples.apart, danish, members) {} }
        for (room in Samples.apart.rooms) rule.onNodeWithText(room.label).performScrollTo().performClick()
        rule.onAllNodesWithText(Samples.aside.label).onFirst().performScrollTo().performClick()
        assertEquals(listOf("to d2", "to d3", "aside u1"), done)
    }

    @Test fun someAreChosenByTouchingThemAndNotNobody() {
        rule.show { AsideSheet(Samples.some, danish, { done += it }) { done += "no" } }
        rule.onNodeWithText(Samples.some.yes).assertIsNotEnabled()
        for (name in listOf("Karen Holm", "Eva Lind", "Bo Lind", "Karen Holm")) rule.onNodeWithText(name).performScrollTo().performClick()
        rule.onNodeWithText(Samples.some.yes).performScrollTo().assertIsEnabled().performClick()
        assertEquals(listOf("u3", "u2"), done)
    }

    @Test fun theQuestionSaysWhatItMeansAndNoComesFirst() {
        question(Samples.erase)
        val words = with(Samples.erase) { listOf(heading, sentence, no, yes) }
        for (it in words) rule.onNodeWithText(it).assertIsDisplayed()
        val (no, yes) = listOf(Samples.erase.no, Samples.erase.yes).map { rule.onNodeWithText(it).assert(isButton()).assertIsEnabled() }
        val (first, second) = rule.placeOf(no) to rule.placeOf(yes)
        assertTrue("$first $second", first.left < second.left)
        assertTrue("$first $second", first.right - first.left near second.right - second.left)
        assertTrue("$first $second", first.bottom - first.top near second.bottom - second.top)
    }

    @Test fun inLargeTextNoStandsAboveYes() {
        question(Samples.withdraw, 2f)
        val (no, yes) = listOf(Samples.withdraw.no, Samples.withdraw.yes).map { rule.placeOf(rule.onNodeWithText(it).performScrollTo()) }
        assertTrue("$no $yes", no.bottom <= yes.top)
        assertTrue("$no $yes", no.right - no.left near yes.right - yes.left)
    }

    @Test fun whoListensBeginsAtTheHeadingAndNothingIsChosen() {
        question(Samples.erase)
        rule.onNodeWithText(Samples.erase.heading).assert(isHeading()).assertIsFocused()
        for (answer in listOf(Samples.erase.no, Samples.erase.yes)) {
            val config = rule.onNodeWithText(answer).fetchSemanticsNode().config
            assertFalse(answer, config.getOrNull(SemanticsProperties.Focused) == true)
            assertNull(config.getOrNull(SemanticsProperties.Selected))
        }
    }

    @Test fun onlyYesIsYes() {
        question(Samples.erase)
        rule.onNodeWithText(Samples.erase.no).performClick()
        rule.onNodeWithContentDescription(danish.close).performClick()
        rule.onNodeWithText(Samples.erase.yes).performClick()
        assertEquals(listOf("no", "no", "yes"), done)
    }

    @Test fun whatCanBeDoneAboutAMemberStandsBelowThem() {
        rule.show { MembersSheet(Samples.led, danish, members) {} }
        val mette = rule.placeOf(rule.onNodeWithText(Samples.unproven.name, substring = true, useUnmergedTree = true))
        for (act in listOf(Samples.withdraw, Samples.remove)) {
            val button = rule.onNodeWithText(act.label).performScrollTo().assert(isButton())
            assertTrue(act.label, rule.placeOf(button).top > mette.top)
            assertTrue(act.label, rule.placeOf(button).run { bottom - top } >= 47.5.dp)
            button.performClick()
        }
        assertEquals(listOf(Samples.withdraw.act, Samples.remove.act), done)
    }

    @Test fun whatCanBeDoneToTheDialogStandsBelowAll() {
        rule.show { MembersPane(Samples.led, danish, members) }
        for (words in listOf(danish.bring, Samples.leave.label, Samples.close.label)) rule.onNodeWithText(words).performScrollTo().performClick()
        assertEquals(listOf("bring", "leave", "close"), done)
    }

    @Test fun whoMayNotBringAnybodyIsNotOfferedIt() {
        rule.show { MembersSheet(Samples.dialog, danish, members) {} }
        rule.onNodeWithText(Samples.leave.label).assertIsDisplayed()
        rule.onNodeWithText(danish.bring).assertDoesNotExist()
    }

    @Test fun aLongPressOnAPostOpensWhatCanBeDone() {
        talk()
        bubble("b6").performTouchInput { longClick() }
        assertEquals(listOf("hold b6"), done - "photo f1")
    }

    @Test fun aSecondaryClickOpensItOnce() {
        talk()
        bubble("b6").performMouseInput { rightClick() }
        rule.mainClock.advanceTimeBy(2_000)
        assertEquals(listOf("hold b6"), done)
    }

    @Test fun aTouchDoesNothing() {
        talk()
        bubble("b6").performClick()
        assertEquals(emptyList<String>(), done)
    }

    @Test fun aScreenReaderIsToldWhatCanBeDone() {
        talk()
        val config = bubble("b6").fetchSemanticsNode().config
        assertEquals(danish.more, config[SemanticsActions.OnLongClick].label)
        val actions = config[SemanticsActions.CustomActions]
        assertEquals(listOf(Samples.erase.label), actions.map { it.label })
        rule.runOnIdle { actions.single().action() }
        assertEquals(listOf(Samples.erase.act), done)
    }

    @Test fun aPostThatNothingCanBeDoneToOpensNothing() {
        talk()
        val post = bubble("b8").assert(SemanticsMatcher.keyNotDefined(SemanticsActions.OnLongClick)).assert(SemanticsMatcher.keyNotDefined(SemanticsActions.CustomActions))
        post.performTouchInput { longClick() }
        post.performMouseInput { rightClick() }
        assertEquals(emptyList<String>(), done)
    }

    @Test fun aPostsSheetShowsThePostAndAsks() {
        rule.show { BubbleSheet(Samples.bubble("b6"), danish, HeldActions({}, {}, {}, { done += it.act })) { done += "closed" } }
        rule.onNodeWithText(Samples.bubble("b6").spoken).assertIsDisplayed()
        rule.onNodeWithText(Samples.erase.label).assert(isButton()).performClick()
        rule.onNodeWithContentDescription(danish.close).performClick()
        assertEquals(listOf(Samples.erase.act, "closed"), done)
    }
}
