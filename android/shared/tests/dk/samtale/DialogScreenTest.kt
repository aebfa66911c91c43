// A dialog: who reads it, how bubbles stand, what happens to what one writes. Run on the desktop and on Android.
package dk.samtale

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.hasScrollToIndexAction
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToIndex
import androidx.compose.ui.unit.dp
import dk.samtale.core.Answer
import dk.samtale.core.DialogView
import dk.samtale.core.ItemView
import dk.samtale.dialog.DialogActions
import dk.samtale.dialog.DialogScreen
import dk.samtale.dialog.Draft
import dk.samtale.theme.Space
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class DialogScreenTest {
    @get:Rule val rule = createComposeRule()
    private val done = mutableListOf<String>()
    private val actions = DialogActions(
        { done += "back" }, { done += "members" }, { done += "attach" }, { post, _ -> done += post.text; true },
        { proposal, answer -> done += "$proposal $answer" }, { done += "more $it" }, { done += "earlier" }, { done += "copy $it" }, { done += "retry $it" },
        { done += "hold $it" }, { done += it.act }, { done += "photo $it"; pixels },
        onLogin = { done += "login" },
    )
    private var view by mutableStateOf(Samples.dialog)

    private fun open(first: DialogView, fontScale: Float = 1f) {
        view = first
        rule.show(fontScale) { DialogScreen(view, danish, Draft(), actions) }
    }

    private fun bubble(id: String) = view.items.filterIsInstance<ItemView.Bubble>().first { it.bubble.id == id }.bubble
    private fun place(id: String) = rule.placeOf(rule.onNodeWithContentDescription(bubble(id).spoken))

    @Test fun whoCanReadItIsAlwaysThereAndOpensTheMembers() {
        open(Samples.dialog)
        rule.onNodeWithText(Samples.dialog.readers, substring = true).assertIsDisplayed().performClick()
        assertEquals("members", done.last())
    }

    @Test fun bubblesKeepToTheirSideAndToTheirShareOfTheWidth() {
        open(Samples.dialog.copy(items = Samples.talk.take(7)))
        assertTrue(place("b1").left near Space.side)
        assertTrue(place("b3").right near stageWidth - Space.side)
        for (id in listOf("b1", "b3", "b5")) assertTrue(id, place(id).run { right - left } <= (stageWidth - Space.side * 2) * 0.78f + 1.dp)
    }

    @Test fun bubblesOfOneGroupStandTwoApartAndOthersTwelve() {
        open(Samples.dialog.copy(items = Samples.talk.take(7)))
        assertTrue(place("b3").top - place("b2").bottom near 2.dp)
        assertTrue(place("b2").top - place("b1").bottom near 12.dp)
    }

    @Test fun largeTextMayUseTheFullWidth() {
        open(Samples.dialog.copy(items = Samples.talk.take(4)), fontScale = 2f)
        assertTrue(place("b1").run { right - left } > (stageWidth - Space.side * 2) * 0.8f)
    }

    @Test fun aPhotoKeepsItsProportionsAndIsFetchedOnce() {
        open(Samples.dialog)
        rule.waitForIdle()
        assertEquals(1, done.count { it == "photo f1" })
        val height = place("b7").run { bottom - top }
        val width = place("b7").run { right - left }
        assertTrue("$width by $height", height < stageHeight * 0.6f + 80.dp && width > 200.dp)
    }

    @Test fun aPhotoOutOfViewIsNotFetched() {
        open(Samples.dialog.copy(items = Samples.talk.takeLast(2).take(1) + List(40) { Samples.post("n$it", "linje $it") }))
        rule.waitForIdle()
        assertEquals(emptyList<String>(), done)
    }

    @Test fun aFailedPostSaysSoAndIsTriedAgain() {
        open(Samples.troubled)
        rule.onNodeWithText(bubble("w3").stateLabel).assertIsDisplayed().performClick()
        assertEquals("retry w3", done.last())
    }

    @Test fun aPostThatWouldReachSomebodyNewAsksFirst() {
        open(Samples.troubled)
        rule.onNodeWithText(bubble("w4").stateLabel).assertIsDisplayed().performClick()
        assertEquals("retry w4", done.last())
    }

    @Test fun aNewPostIsShownToWhoReadsTheNewest() {
        open(Samples.long)
        view = view.copy(items = view.items + Samples.post("new", "Er du der?"))
        rule.onNodeWithContentDescription(bubble("new").spoken).assertIsDisplayed()
    }

    @Test fun aNewPostWaitsBehindAPillForWhoReadsFurtherUp() {
        open(Samples.long)
        rule.onNode(hasScrollToIndexAction()).performScrollToIndex(25)
        view = view.copy(items = view.items + Samples.post("new", "Er du der?"))
        rule.onNodeWithContentDescription(bubble("new").spoken).assertDoesNotExist()
        rule.onNodeWithText("1 · ${danish.newer}").assertIsDisplayed().performClick()
        rule.onNodeWithContentDescription(bubble("new").spoken).assertIsDisplayed()
        rule.onNodeWithText("1 · ${danish.newer}").assertDoesNotExist()
    }

    @Test fun ownPostIsShownEvenFromFurtherUp() {
        open(Samples.long)
        rule.onNode(hasScrollToIndexAction()).performScrollToIndex(25)
        view = view.copy(items = view.items + Samples.post("mine", "Ja", own = true))
        rule.onNodeWithContentDescription(bubble("mine").spoken).assertIsDisplayed()
    }

    @Test fun earlierPostsAreAskedForAndDoNotMoveWhatOneReads() {
        open(Samples.long.copy(earlier = true))
        rule.onNode(hasScrollToIndexAction()).performScrollToIndex(view.items.size)
        rule.onNodeWithText(danish.earlier).performClick()
        assertEquals("earlier", done.last())
        val before = place("n0")
        view = view.copy(items = List(20) { Samples.post("o$it", "ældre $it") } + view.items)
        rule.waitForIdle()
        assertTrue(place("n0").bottom near before.bottom)
    }

    @Test fun whoIsWritingStandsAboveWhereOneWrites() {
        open(Samples.typing)
        val line = rule.placeOf(rule.onNodeWithText("Ali skriver …").assertIsDisplayed())
        assertTrue(line.bottom <= rule.placeOf(rule.onNodeWithContentDescription(view.hint)).top)
        view = Samples.dialog
        rule.onNodeWithText("Ali skriver …").assertDoesNotExist()
    }

    @Test fun aPostThatWasLookedForIsShownWhereItStandsOnce() {
        view = Samples.long
        rule.show { DialogScreen(view, danish, Draft(), actions, sought = "n3", onFound = { done += "found" }) }
        rule.onNodeWithContentDescription(bubble("n3").spoken).assertIsDisplayed()
        assertEquals(listOf("found"), done)
    }

    @Test fun whatAsksForOneMoreLoginSaysWhyAndLeadsThere() {
        open(Samples.once)
        rule.onNodeWithText(Samples.once.stepUp!!.sentence).assertIsDisplayed()
        rule.onNodeWithContentDescription(danish.send).assertDoesNotExist()
        rule.onNodeWithText(Samples.once.stepUp!!.button!!).performClick()
        assertEquals("login", done.last())
    }

    @Test fun whoWaitsForTheLoginOfAnotherIsToldAndWritesOn() {
        open(Samples.awaits)
        rule.onNodeWithText(Samples.awaits.stepUp!!.sentence).assertIsDisplayed()
        rule.onNodeWithContentDescription(Samples.awaits.hint).assertIsDisplayed()
    }

    @Test fun whereOneMayNotWriteItSaysWhy() {
        open(Samples.closed)
        rule.onNodeWithText(Samples.closed.whyNot!!).assertIsDisplayed()
        rule.onNodeWithContentDescription(danish.send).assertDoesNotExist()
    }

    @Test fun theProofOfTwoStoriesStandsUnderWhyAndIsCopied() {
        open(Samples.twoStories)
        val why = rule.placeOf(rule.onNodeWithText(Samples.twoStories.whyNot!!).assertIsDisplayed())
        val copy = rule.onNodeWithText(danish.evidenceCopy).assertIsDisplayed()
        assertTrue(rule.placeOf(copy).top >= why.bottom)
        copy.performClick()
        assertEquals("copy ${Samples.twoStories.evidence}", done.last())
    }

    @Test fun withoutAProofThereIsNothingToCopy() {
        open(Samples.closed)
        rule.onNodeWithText(danish.evidenceCopy).assertDoesNotExist()
    }

    @Test fun aConsentIsAnsweredFromItsCard() {
        open(Samples.asked)
        rule.onNodeWithText(Samples.consent.yes).performClick()
        rule.onNodeWithText(Samples.consent.no).performClick()
        rule.onNodeWithText(Samples.consent.more).performClick()
        assertEquals(listOf("p1 ${Answer.YES}", "p1 ${Answer.NO}", "more p1"), done)
    }
}
