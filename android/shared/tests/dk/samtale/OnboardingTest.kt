// The way in and the invitation: nothing goes on before it can, and nothing filled in is lost. Run on the desktop and on Android.
package dk.samtale

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.assertHasClickAction
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsFocused
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import dk.samtale.core.InvitationDraft
import dk.samtale.core.ProblemView
import dk.samtale.invite.InviteDraft
import dk.samtale.invite.InviteScreen
import dk.samtale.onboarding.CodeScreen
import dk.samtale.onboarding.LockScreen
import dk.samtale.onboarding.LockedPerson
import dk.samtale.onboarding.LoginScreen
import dk.samtale.onboarding.PeopleScreen
import dk.samtale.onboarding.VouchingScreen
import dk.samtale.onboarding.WelcomeScreen
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class OnboardingTest {
    @get:Rule val rule = createComposeRule()
    private val done = mutableListOf<String>()

    @Test fun oneGoesOnWithACodeAndNotWithout() {
        var code by mutableStateOf("")
        rule.show { CodeScreen(danish, code, { code = it }, null, false) { done += code } }
        rule.onNodeWithText(danish.goOn).assertIsNotEnabled()
        rule.onNodeWithContentDescription(danish.codeField).performTextInput("K7QF-9M2T")
        rule.onNodeWithText(danish.goOn).assertIsEnabled().performClick()
        assertEquals(listOf("K7QF-9M2T"), done)
    }

    @Test fun aCodeOnPaperHasItsFieldOnceItIsAskedFor() {
        var digits by mutableStateOf("")
        rule.show { CodeScreen(danish, "link", {}, null, false, digits = digits, onDigits = { digits = it }) { done += digits } }
        rule.onNodeWithContentDescription(danish.paperField).assertDoesNotExist()
        rule.onNodeWithText(danish.paperHave).performClick()
        rule.onNodeWithText(danish.paperHave).assertDoesNotExist()
        rule.onNodeWithContentDescription(danish.paperField).assertIsFocused().performTextInput("30417 88251")
        rule.onNodeWithText(danish.goOn).performScrollTo().performClick()
        assertEquals(listOf("30417 88251"), done)
    }

    @Test fun whereThereIsAnAccountNoCodeOnPaperIsAskedFor() {
        rule.show { CodeScreen(danish, "link", {}, null, false, onBack = {}) {} }
        rule.onNodeWithText(danish.paperHave).assertDoesNotExist()
    }

    @Test fun aProblemIsToldInWordsWithItsCodeSmallBelow() {
        rule.show { CodeScreen(danish, "K7QF", {}, Samples.offline, false) { done += "again" } }
        rule.onNodeWithText(Samples.offline.sentence).assertIsDisplayed()
        rule.onNodeWithText(Samples.offline.code).assertIsDisplayed()
        rule.onNodeWithText(danish.retry).performClick()
        assertEquals(listOf("again"), done)
    }

    @Test fun whileItWorksItCannotBePressedAgain() {
        rule.show { CodeScreen(danish, "K7QF", {}, null, true) {} }
        rule.onNodeWithText(danish.goOn).assertIsNotEnabled()
    }

    @Test fun whoHasNoLoginShowsDigitsAndIsVouchedFor() {
        var problem by mutableStateOf(null as ProblemView?)
        rule.show { VouchingScreen(Samples.vouching, danish, problem, { done += "back" }) { done += "again" } }
        rule.onNodeWithContentDescription("1 2 3   4 5 6").assertIsDisplayed()
        rule.onNodeWithText(Samples.vouching.line).assertIsDisplayed()
        problem = Samples.offline
        rule.onNodeWithText(danish.retry).performScrollTo().performClick()
        rule.onNodeWithContentDescription(danish.back).performScrollTo().performClick()
        assertEquals(listOf("again", "back"), done)
    }

    @Test fun theWelcomeSaysWhoInvitedAndLeadsToTheLogin() {
        rule.show { WelcomeScreen(Samples.welcome, danish, null, { done += "back" }) { done += "login" } }
        for (line in Samples.welcome.lines + Samples.welcome.heading) rule.onNodeWithText(line).performScrollTo().assertIsDisplayed()
        rule.onNodeWithText(Samples.welcome.button).performScrollTo().performClick()
        rule.onNodeWithContentDescription(danish.back).performScrollTo().performClick()
        assertEquals(listOf("login", "back"), done)
    }

    @Test fun whoHasAnotherLoginThanMostFindsItBelow() {
        rule.show { WelcomeScreen(Samples.welcomeByMany, danish, null, {}, { done += it.choice }) { done += "login" } }
        for (other in Samples.welcomeByMany.logins) rule.onNodeWithText(other.label).performScrollTo().performClick()
        rule.onNodeWithText(Samples.welcomeByMany.button).performScrollTo().performClick()
        assertEquals(listOf("2", "3", "login"), done)
    }

    @Test fun theLoginWaitsAndOneCanTurnBack() {
        rule.show { LoginScreen(danish, Samples.offline, { done += "back" }) { done += "again" } }
        rule.onNodeWithText(danish.retry).performClick()
        rule.onNodeWithContentDescription(danish.back).performClick()
        assertEquals(listOf("again", "back"), done)
    }

    @Test fun theDoorHasOneButton() {
        rule.show { LockScreen(danish, null, false) { done += "unlock" } }
        rule.onNodeWithText(danish.unlock).performClick()
        assertEquals(listOf("unlock"), done)
    }

    @Test fun eachWhoSharesThePhoneIsAPictureThatIsReadByItsWord() {
        val phone = Samples.phone()
        rule.show { PeopleScreen(phone, danish, null) { done += it.person } }
        rule.onNodeWithText(phone.heading).assertIsDisplayed()
        for (person in phone.people) rule.onNodeWithText(person.name).performScrollTo().assertHasClickAction().performClick()
        assertEquals(phone.people.map { it.person }, done)
    }

    @Test fun theDoorOfOneWhoSharesThePhoneLeadsToTheOthersAndAsksBeforeItIsTakenOff() {
        val phone = Samples.phone(1)
        rule.show { LockScreen(danish, null, false, LockedPerson(phone.chosen!!, phone.other, { done += "other" }, { done += it.act })) { done += "unlock" } }
        rule.onNodeWithText("Hval").assertIsDisplayed()
        for (words in listOf(danish.unlock, phone.other, "Fjern fra telefonen")) rule.onNodeWithText(words).performScrollTo().performClick()
        assertEquals(listOf("unlock", "other", "p2"), done)
    }

    @Test fun anInvitationNeedsAllButTheFirstPost() {
        val draft = InviteDraft()
        val made = mutableListOf<InvitationDraft>()
        rule.show { InviteScreen(danish, draft, null, null, false, { made += it }, {}, {}, {}, {}) }
        for ((field, words) in listOf(danish.inviteName to "Karen Holm", danish.inviteTopic to "Job", danish.invitePurpose to "At finde en vej")) {
            rule.onNodeWithText(danish.inviteMake).assertIsNotEnabled()
            rule.onNodeWithContentDescription(field).performScrollTo().performTextInput(words)
        }
        rule.onNodeWithText(danish.inviteMake).performScrollTo().assertIsEnabled().performClick()
        assertEquals(listOf(InvitationDraft("Karen Holm", "Job", "At finde en vej", "", false)), made)
    }

    @Test fun whatIsVerySensitiveIsChosenWhereTheMunicipalityCanAskForIt() {
        val draft = InviteDraft().apply { name = "Karen Holm"; topic = "Job"; purpose = "At finde en vej" }
        val made = mutableListOf<InvitationDraft>()
        rule.show { InviteScreen(danish, draft, null, null, false, { made += it }, {}, {}, {}, {}, mayBeSensitive = true) }
        rule.onNodeWithText(danish.inviteSensitive).performScrollTo().performClick()
        rule.onNodeWithText(danish.inviteMake).performScrollTo().performClick()
        assertEquals(listOf(InvitationDraft("Karen Holm", "Job", "At finde en vej", "", true)), made)
    }

    @Test fun thatANumberMayStandAfterTheNameIsSaidWhereItIsCompared() {
        rule.show { InviteScreen(danish, InviteDraft(), null, null, false, {}, {}, {}, {}, {}, mayMatch = true) }
        rule.onNodeWithContentDescription("${danish.inviteName}. ${danish.inviteNameHelp}").performScrollTo().assertIsDisplayed()
        rule.onNodeWithContentDescription(danish.inviteTopic).performScrollTo().assertIsDisplayed()
    }

    @Test fun anInvitationIsCopiedAsItsText() {
        rule.show { InviteScreen(danish, InviteDraft(), Samples.invitation, null, false, {}, { done += it }, {}, {}, {}) }
        rule.onNodeWithText(Samples.invitation.text).assertIsDisplayed()
        rule.onNodeWithText(Samples.invitation.until).assertIsDisplayed()
        rule.onNodeWithText(danish.copy).performScrollTo().performClick()
        assertEquals(listOf(Samples.invitation.text), done)
    }
}
