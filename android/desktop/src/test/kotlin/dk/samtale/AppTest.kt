// The whole app over the real core, in a window that is not shown: the way in, the list, the consent, the dialog, the lock.
// Refuses stand-ins. Its namesake on Android is SamtaleActivityTest.
package dk.samtale

import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import dk.samtale.app.App
import dk.samtale.app.OnboardingModel
import dk.samtale.app.Outside
import dk.samtale.app.Step
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
    }
}
