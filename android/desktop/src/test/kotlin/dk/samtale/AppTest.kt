// The whole app over the real core, in a window that is not shown: the way in, the list, the consent, the dialog, the lock,
// and what can be done there. Refuses stand-ins. Its namesake on Android is SamtaleActivityTest.
package dk.samtale

import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.longClick
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import dk.samtale.app.App
import dk.samtale.app.OnboardingModel
import dk.samtale.app.Outside
import dk.samtale.app.Step
import dk.samtale.core.InvitationDraft
import dk.samtale.core.KeyStore
import dk.samtale.core.Language
import dk.samtale.core.Samtale
import dk.samtale.town.Town
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File

class AppTest {
    @get:Rule val folder = TemporaryFolder()
    @get:Rule val rule = createComposeRule()

    @Test fun karenOpensHerInvitationSaysYesAndWrites() = Town(File(System.getProperty("samtale.server")), folder.root).use { town ->
        val model = OnboardingModel(Samtale(town.device("karen"), KeyStore.MEMORY, Language.DANISH), Language.DANISH)
        val pages = mutableListOf<String>()
        rule.show { App(model, Outside(openPage = { pages += it }, choosePhoto = {}, copy = {})) }
        WayIn(rule, town, model.labels).walk(pages::last) { runBlocking { model.opened(it) } }
        assertEquals(1, pages.size)

        runBlocking { model.lock() }
        rule.onNodeWithText(model.labels.unlock).performClick()
        rule.waitUntil(60_000) { model.step is Step.Inside }
        val talk = (model.step as Step.Inside).model
        rule.waitUntil(60_000) { talk.inbox?.rows.orEmpty().isNotEmpty() }
        assertTrue(talk.inbox.toString(), talk.inbox!!.rows.single().last.endsWith("jeg glæder mig 🎉"))

        rule.onNodeWithContentDescription("Ali Mentor", substring = true).performClick()
        comes("jeg glæder mig 🎉")
        rule.onNodeWithContentDescription("jeg glæder mig 🎉", substring = true).performTouchInput { longClick() }
        for (words in listOf("Slet beskeden", "Slet")) rule.onNodeWithText(words).performClick()
        comes("Du slettede en besked")
        rule.onNodeWithContentDescription("jeg glæder mig 🎉", substring = true).assertDoesNotExist()
    }

    @Test fun aliBringsMetteInAndPutsKarenOut() = Town(File(System.getProperty("samtale.server")), folder.root).use { town ->
        val model = OnboardingModel(Samtale(town.device("ali"), KeyStore.MEMORY, Language.DANISH), Language.DANISH)
        val copied = mutableListOf<String>()
        runBlocking {
            model.opened(town.staffLink)
            model.opened(town.browser.logIn(model.login()!!, "Ali Mentor", "Job og uddannelse"))
            val session = (model.step as Step.Inside).model.session
            val invitation = session.invite(InvitationDraft("Karen Holm", "Vejen til læreplads", "At finde en læreplads.", ""))
            val karen = Person.enrol(town, "Karen Holm", invitation.link)
            karen.agrees(karen.asked())
        }
        rule.show { App(model, Outside(openPage = {}, choosePhoto = {}, copy = { copied += it })) }
        comes("Karen Holm")
        rule.onNodeWithContentDescription("Karen Holm", substring = true).performClick()
        comes("Skriv til Karen")
        fun openMembers() = rule.onNodeWithText("Kun du og Karen kan læse dette", substring = true).performClick()
        openMembers()
        rule.onNodeWithText(model.labels.bring).performScrollTo().performClick()
        rule.onNodeWithContentDescription(model.labels.bringName).performTextInput("Mette Vind")
        rule.onNodeWithContentDescription(model.labels.bringPurpose).performScrollTo().performTextInput("At hjælpe med skolen")
        rule.onNodeWithText(model.labels.inviteMake).performScrollTo().performClick()
        comes(model.labels.copy)
        rule.onNodeWithText(model.labels.copy).performScrollTo().performClick()
        assertTrue("$copied", copied.single().contains("Ali"))
        rule.onNodeWithContentDescription(model.labels.back).performScrollTo().performClick()

        comes("Skriv til Karen")
        openMembers()
        rule.onNodeWithText("Tag Karen ud").performScrollTo().performClick()
        rule.onNodeWithText("Fortryd").performClick()
        rule.onNodeWithText("Tag Karen ud").performScrollTo().performClick()
        rule.onNodeWithText("Tag ud").performClick()
        comes("Samtalen er slut")
    }

    private fun comes(words: String) =
        rule.waitUntil("“$words” is shown", 60_000) { rule.onAllNodes(hasText(words, true) or hasContentDescription(words, true)).fetchSemanticsNodes().isNotEmpty() }
}
