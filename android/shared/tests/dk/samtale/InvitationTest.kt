// An invitation that is out: what became of it, the text and the picture to hand over, the question before it is taken back.
// Run on the desktop and on Android.
package dk.samtale

import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assert
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import dk.samtale.core.ActView
import dk.samtale.invite.InvitationCard
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class InvitationTest {
    @get:Rule val rule = createComposeRule()
    private val copied = mutableListOf<String>()
    private val printed = mutableListOf<String>()
    private val asked = mutableListOf<ActView>()

    @Test fun whatBecameOfItStandsBelowTheTextAndThePicture() {
        rule.show { InvitationCard(Samples.opened, danish, { copied += it }, { printed += it }, { asked += it }) }
        for (line in listOf(Samples.opened.heading) + Samples.opened.lines) rule.onNodeWithText(line).assertIsDisplayed()
        rule.onNodeWithText(Samples.invitation.text).assertIsDisplayed()
        rule.onNodeWithContentDescription(danish.qr).assert(SemanticsMatcher.expectValue(SemanticsProperties.Role, Role.Image))
        rule.onNodeWithText(danish.copy).performClick()
        assertEquals(listOf(Samples.invitation.text), copied)
        rule.onNodeWithText(danish.invitePrint).performClick()
        assertEquals(listOf(Samples.opened.invitation), printed)
    }

    @Test fun theShortCodeIsReadOutCharacterByCharacterAndStandsBelowTheLink() {
        val code = Samples.coded.code!!
        rule.show { InvitationCard(Samples.coded, danish, { copied += it }, { printed += it }, { asked += it }) }
        for (line in listOf(code.sentence, code.address, code.until)) rule.onNodeWithText(line).assertExists()
        val read = rule.onNodeWithContentDescription(code.spoken).fetchSemanticsNode().boundsInRoot
        val link = rule.onNodeWithText(Samples.invitation.text).fetchSemanticsNode().boundsInRoot
        assertTrue(read.top > link.bottom)
    }

    @Test fun noCodeIsShownBeforeItIsAskedFor() {
        rule.show { InvitationCard(Samples.opened, danish, { copied += it }, { printed += it }, { asked += it }) }
        rule.onNodeWithText(Samples.coded.code!!.sentence).assertDoesNotExist()
    }

    @Test fun itIsTakenBackOnlyAfterTheQuestion() {
        rule.show { InvitationCard(Samples.opened, danish, { copied += it }, { printed += it }, { asked += it }) }
        rule.onNodeWithText(Samples.opened.acts.single().label).performClick()
        assertEquals(Samples.opened.acts, asked)
    }

    @Test fun whatIsWithdrawnOffersNothingToHandOver() {
        rule.show { InvitationCard(Samples.opened.copy(hand = null, acts = emptyList()), danish, { copied += it }, { printed += it }, { asked += it }) }
        for (words in listOf(danish.copy, danish.invitePrint)) rule.onNodeWithText(words).assertDoesNotExist()
        rule.onNodeWithContentDescription(danish.qr).assertDoesNotExist()
    }
}
