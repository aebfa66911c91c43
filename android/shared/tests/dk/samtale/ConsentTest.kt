// Consent: two answers of one size, none chosen beforehand, everything said in its order. Run on the desktop and on Android.
package dk.samtale

import androidx.compose.runtime.Composable
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.assert
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import dk.samtale.consent.ConsentSheet
import dk.samtale.core.ConsentView
import dk.samtale.parts.ConsentCard
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class ConsentTest {
    @get:Rule val rule = createComposeRule()
    private val asked = Samples.consent
    private val done = mutableListOf<String>()

    @Composable
    private fun Sheet(consent: ConsentView) = ConsentSheet(consent, danish, { done += it.name }, { done += it.act }) { done += "later" }

    @Composable
    private fun Card(consent: ConsentView) = ConsentCard(consent, { done += it.name }, { done += "more" }, { done += it.act })

    private fun assertEven() {
        val (yes, no) = listOf(asked.yes, asked.no).map { rule.onNodeWithText(it).assert(isButton()).assertIsEnabled() }
        val (first, second) = rule.placeOf(yes) to rule.placeOf(no)
        assertTrue("$first $second", first.right - first.left near second.right - second.left)
        assertTrue("$first $second", first.bottom - first.top near second.bottom - second.top)
        for (answer in listOf(yes, no)) {
            val config = answer.fetchSemanticsNode().config
            assertNull(config.getOrNull(SemanticsProperties.Selected))
            assertNotEquals(true, config.getOrNull(SemanticsProperties.Focused))
        }
    }

    @Test fun theAnswersOnTheCardWeighTheSame() {
        rule.show { Card(asked) }
        assertEven()
    }

    @Test fun theAnswersOnTheCardWeighTheSameInLargeText() {
        rule.show(2f) { Card(asked) }
        assertEven()
    }

    @Test fun theAnswersOnTheSheetWeighTheSame() {
        rule.show { Sheet(asked) }
        rule.onNodeWithText(asked.no).performScrollTo()
        assertEven()
    }

    @Test fun theSheetSaysItAllInItsOrder() {
        rule.show { Sheet(asked) }
        val words = listOf(asked.question, asked.asks, asked.about, asked.purpose, asked.sees, asked.until) + asked.others + listOf(asked.ifNo, asked.yes, asked.later, asked.revocable)
        val tops = words.map { rule.placeOf(rule.onNodeWithText(it)).top }
        assertEquals(tops.sorted(), tops)
        assertEquals(words.size, tops.toSet().size)
    }

    @Test fun yesNoAndLaterAreThreeThings() {
        rule.show { Sheet(asked) }
        for (words in listOf(asked.yes, asked.no, asked.later)) rule.onNodeWithText(words).performScrollTo().performClick()
        assertEquals(listOf("YES", "NO", "later"), done)
    }

    @Test fun closingIsNoAnswer() {
        rule.show { Sheet(asked) }
        rule.onNodeWithContentDescription(danish.close).performClick()
        assertEquals(listOf("later"), done)
    }

    @Test fun whatWasAnsweredIsSaidAndNotAskedAgain() {
        val answered = asked.copy(answered = "Du sagde ja, 14:10")
        rule.show { Card(answered) }
        rule.onNodeWithText("Du sagde ja, 14:10").assertIsDisplayed()
        rule.onNodeWithText(asked.yes).assertDoesNotExist()
        rule.onNodeWithText(asked.no).assertDoesNotExist()
    }

    @Test fun anAnswerCanBeTakenBackFromTheCard() {
        rule.show { Card(Samples.agreed) }
        rule.onNodeWithText(Samples.withdraw.label).assertIsDisplayed().assert(isButton()).performClick()
        assertEquals(listOf(Samples.withdraw.act), done)
    }

    @Test fun anAnswerCanBeTakenBackFromTheSheet() {
        rule.show { Sheet(Samples.agreed) }
        rule.onNodeWithText(Samples.withdraw.label).performScrollTo().assert(isButton()).performClick()
        assertEquals(listOf(Samples.withdraw.act), done)
    }

    @Test fun whoIsNotAskedCannotAnswer() {
        rule.show { Card(asked.copy(mine = false)) }
        rule.onNodeWithText(asked.question).assertIsDisplayed()
        rule.onNodeWithText(asked.yes).assertDoesNotExist()
    }
}
