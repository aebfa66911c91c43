// Karen's way in, as she walks it in any app over the real core: code, welcome, login, list, consent, her first words to Ali.
// Refuses to look behind the screens. Walked by AppTest on the desktop and by SamtaleActivityTest under Robolectric.
package dk.samtale

import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.ComposeContentTestRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import dk.samtale.core.BubbleView
import dk.samtale.core.InvitationDraft
import dk.samtale.core.KeyStore
import dk.samtale.core.Labels
import dk.samtale.core.Language
import dk.samtale.core.Samtale
import dk.samtale.core.Session
import dk.samtale.town.Town
import dk.samtale.town.bubbles
import dk.samtale.town.dialogUntil
import dk.samtale.town.inboxUntil
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals

class WayIn(private val rule: ComposeContentTestRule, private val town: Town, private val labels: Labels) {
    private val ali: Session = runBlocking {
        val enrolment = Samtale(town.device("ali"), KeyStore.MEMORY, Language.DANISH).enrol(town.staffLink)
        enrolment.complete(town.browser.logIn(enrolment.loginUrl(), "Ali Mentor", "Job og uddannelse"))
    }

    /** `page` is what the app asked the browser to open; `back` is how the browser opens the app again. */
    fun walk(page: () -> String, back: (redirect: String) -> Unit) {
        val invitation = runBlocking { ali.invite(InvitationDraft("Karen Holm", "Vejen til læreplads", "At finde en læreplads.", "", false)) }

        rule.onNodeWithContentDescription(labels.codeField).performTextInput("nonsens")
        rule.onNodeWithText(labels.goOn).performScrollTo().performClick()
        comes("bad-code")
        rule.onNodeWithContentDescription(labels.codeField).performTextReplacement(invitation.link)
        rule.onNodeWithText(labels.goOn).performScrollTo().performClick()
        comes("vil gerne skrive med dig", part = true)
        rule.onNodeWithText("Log ind", substring = true).performScrollTo().performClick()
        comes(labels.loginWaiting)
        back(town.browser.logIn(page(), "Karen Holm"))

        comes("Samtykke venter på dig", part = true)
        rule.onNodeWithContentDescription("Ali Mentor", substring = true).performClick()
        comes(labels.consentIfNo)
        rule.onAllNodesWithText("Ja, det vil jeg").onLast().performScrollTo().performClick()
        comes("Skriv til Ali")
        rule.onNodeWithContentDescription("Skriv til Ali").performTextInput("Hej Ali, jeg glæder mig 🎉")
        rule.onNodeWithContentDescription(labels.send).performClick()
        comes("Hej Ali, jeg glæder mig 🎉", part = true)
        assertEquals("Hej Ali, jeg glæder mig 🎉", runBlocking { firstPost() }.text)
    }

    private fun comes(words: String, part: Boolean = false) =
        rule.waitUntil("“$words” is shown", 60_000) { rule.onAllNodes(hasText(words, part) or hasContentDescription(words, part)).fetchSemanticsNodes().isNotEmpty() }

    /** What Ali reads. */
    private suspend fun firstPost(): BubbleView {
        val dialog = ali.inboxUntil { it.rows.isNotEmpty() }.rows.single().dialog
        return ali.dialogUntil(dialog) { it.bubbles().isNotEmpty() }.bubbles().single()
    }
}
