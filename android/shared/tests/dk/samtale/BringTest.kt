// Bringing somebody in: what must be filled in, what is chosen beforehand, who will be asked. Run on the desktop and on Android.
package dk.samtale

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assert
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertIsNotSelected
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import dk.samtale.core.BringDraft
import dk.samtale.core.ProblemView
import dk.samtale.invite.BringScreen
import dk.samtale.invite.Bringing
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class BringTest {
    @get:Rule val rule = createComposeRule()
    private val view = Samples.bring
    private val draft = Bringing(view)
    private val made = mutableListOf<BringDraft>()
    private val done = mutableListOf<String>()
    private var problem by mutableStateOf<ProblemView?>(null)

    private fun open() = rule.show { BringScreen(danish, draft, null, problem, false, { made += it }, {}, {}, { done += "back" }) }

    private fun fill() {
        rule.onNodeWithContentDescription(danish.bringName).performTextInput("Mette Vind ")
        rule.onNodeWithContentDescription(danish.bringPurpose).performScrollTo().performTextInput("At hjælpe med skolen")
    }

    @Test fun itNeedsANameAndAPurpose() {
        open()
        rule.onNodeWithText(danish.inviteMake).performScrollTo().assertIsNotEnabled()
        fill()
        rule.onNodeWithText(danish.inviteMake).performScrollTo().assertIsEnabled().performClick()
        assertEquals(listOf(BringDraft("Mette Vind", "At hjælpe med skolen", "external", "now")), made)
    }

    @Test fun theFirstIsChosenAndOneOfEachCanBe() {
        open()
        for (choices in listOf(view.roles, view.sees)) {
            val lines = choices.map { rule.onNodeWithText(it.label).performScrollTo().assert(isRadio()) }
            lines.first().assertIsSelected()
            lines.last().assertIsNotSelected().performScrollTo().performClick().assertIsSelected()
            lines.first().assertIsNotSelected()
        }
        fill()
        rule.onNodeWithText(danish.inviteMake).performScrollTo().performClick()
        assertEquals(listOf(view.roles.last().choice to view.sees.last().choice), made.map { it.role to it.sees })
    }

    @Test fun whoWillBeAskedStandsAboveTheButton() {
        open()
        val asked = rule.onNodeWithText(view.asked).performScrollTo().assertIsDisplayed()
        assertTrue(rule.placeOf(asked).bottom <= rule.placeOf(rule.onNodeWithText(danish.inviteMake)).top)
    }

    @Test fun whatIsFilledInStaysWhenItFails() {
        open()
        fill()
        problem = Samples.offline
        rule.onNodeWithText(Samples.offline.sentence).performScrollTo().assertIsDisplayed()
        rule.onNodeWithText(danish.retry).performScrollTo().performClick()
        assertEquals(listOf("Mette Vind"), made.map { it.name })
        rule.onNodeWithContentDescription(danish.back).performScrollTo().performClick()
        assertEquals(listOf("back"), done)
    }

    @Test fun theInvitationIsCopiedAsItsText() {
        rule.show { BringScreen(danish, draft, Samples.invitation, null, false, {}, { done += it }, { done += "print $it" }, {}) }
        rule.onNodeWithText(Samples.invitation.text).assertIsDisplayed()
        rule.onNodeWithText(view.asked).assertDoesNotExist()
        rule.onNodeWithText(danish.copy).performScrollTo().performClick()
        assertEquals(listOf(Samples.invitation.text), done)
    }

    private fun isRadio() = SemanticsMatcher.expectValue(SemanticsProperties.Role, Role.RadioButton)
}
