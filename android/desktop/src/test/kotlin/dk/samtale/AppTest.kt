// The whole app over the real core, in a window that is not shown: the way in, the list, the consent, the dialog, the lock,
// and what can be done there. Refuses stand-ins. Its namesake on Android is SamtaleActivityTest.
package dk.samtale

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.requiredSize
import androidx.compose.ui.Modifier
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.longClick
import androidx.compose.ui.test.onAllNodesWithContentDescription
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.unit.dp
import dk.samtale.app.App
import dk.samtale.app.OnboardingModel
import dk.samtale.app.Outside
import dk.samtale.app.Step
import dk.samtale.core.InvitationDraft
import dk.samtale.core.ItemView
import dk.samtale.core.KeyStore
import dk.samtale.core.Language
import dk.samtale.core.Problem
import dk.samtale.core.Samtale
import dk.samtale.theme.Light
import dk.samtale.theme.SamtaleTheme
import dk.samtale.town.Town
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
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
        // What was said last is told with the start.
        rule.waitUntil(60_000) { talk.inbox?.rows.orEmpty().singleOrNull()?.last.orEmpty().endsWith("jeg glæder mig 🎉") }

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
            val invitation = session.invite(InvitationDraft("Karen Holm", "Vejen til læreplads", "At finde en læreplads.", "", false))
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

    @Test fun karenAddsATabletMakesACodeAndTakesBothAway(): Unit = Town(File(System.getProperty("samtale.server")), folder.root).use { town ->
        val ali = runBlocking { Person.ali(town) }
        val model = OnboardingModel(Samtale(town.device("karen"), KeyStore.MEMORY, Language.DANISH), Language.DANISH)
        val copied = mutableListOf<String>()
        runBlocking {
            model.opened(ali.invitesKaren().link)
            model.opened(town.browser.logIn(model.login()!!, "Karen Holm"))
        }
        val labels = model.labels
        rule.show { App(model, Outside(openPage = {}, choosePhoto = {}, copy = { copied += it })) }
        comes(labels.devices)
        rule.onNodeWithContentDescription(labels.devices).performClick()
        comes("Denne enhed. Tilføjet i dag kl.")

        rule.onNodeWithText(labels.deviceAdd).performScrollTo().performClick()
        comes(labels.qr)
        rule.onNodeWithText(labels.copy).performScrollTo().performClick()
        val tablet = runBlocking { Person.enrol(town, "Karen Holm", copied.single(), device = "tablet") }
        // That the new device is there closes the link by itself.
        comes("En anden enhed. Tilføjet i dag kl.")

        rule.onNodeWithText(labels.paperMake).performScrollTo().performClick()
        comes(labels.paperHeading)
        rule.onNodeWithText(labels.close).performScrollTo().performClick()
        comes("Kode på papir. Tilføjet i dag kl.")
        val inside = (model.step as Step.Inside).model
        rule.waitUntil(60_000) { inside.devices.doing == null }

        for (left in listOf(1, 0)) {
            rule.onAllNodesWithText("Fjern").onFirst().performScrollTo().assertIsEnabled().performClick()
            rule.onNodeWithText("Fortryd").performClick()
            rule.onAllNodesWithText("Fjern").onFirst().performScrollTo().performClick()
            rule.onAllNodesWithText("Fjern").onLast().performClick()
            rule.waitUntil("$left are left", 60_000) { rule.onAllNodesWithText("Fjern").fetchSemanticsNodes().size == left && inside.devices.doing == null }
        }
        rule.onNodeWithContentDescription(labels.back).performScrollTo().performClick()
        comes("Ali Mentor")
        assertThrows(Problem.Revoked::class.java) { runBlocking { tablet.samtale.unlock() } }
        Unit
    }

    @Test fun aTabletThatWasTakenAwayClosesItsDoor() = Town(File(System.getProperty("samtale.server")), folder.root).use { town ->
        val model = OnboardingModel(Samtale(town.device("tablet"), KeyStore.MEMORY, Language.DANISH), Language.DANISH)
        val (_, karen, dialog) = runBlocking { Person.talking(town) }
        runBlocking {
            model.opened(karen.session.addDevice().link)
            model.opened(town.browser.logIn(model.login()!!, "Karen Holm"))
            karen.session.post(dialog, "Kun for mine egne")
        }
        rule.show { App(model, Outside(openPage = {}, choosePhoto = {}, copy = {})) }
        comes("Kun for mine egne")
        runBlocking { karen.session.removeDevice(karen.devices(2).last().device) }
        comes(model.labels.unlock)
        rule.onNodeWithContentDescription("Kun for mine egne", substring = true).assertDoesNotExist()
        rule.onNodeWithText(model.labels.unlock).performClick()
        comes("Denne enhed har ikke længere adgang")
    }

    @Test fun karenLetsHerSonUseThePhoneAndEachOpensTheirOwn() = Town(File(System.getProperty("samtale.server")), folder.root).use { town ->
        val (ali, first) = runBlocking { Person.ali(town).let { it to it.invitesKaren().link } }
        val model = OnboardingModel(Samtale(town.device("phone"), KeyStore.MEMORY, Language.DANISH), Language.DANISH)
        runBlocking {
            model.opened(first)
            model.opened(town.browser.logIn(model.login()!!, "Karen Holm"))
        }
        val labels = model.labels
        rule.show { App(model, Outside(openPage = {}, choosePhoto = {}, copy = {})) }
        comes("Ali Mentor")
        rule.onNodeWithContentDescription(labels.devices).performClick()
        rule.onNodeWithText("En anden på denne telefon").performScrollTo().performClick()
        rule.onNodeWithText("Begynd").performClick()
        comes(labels.codeHeading)
        // Karen's app closes behind the screen: until it has, no code is read.
        rule.waitUntil(60_000) { !model.trying.busy }
        runBlocking {
            val draft = InvitationDraft("Jonas Holm", "Fritidsjob", "At finde et job.", "", false)
            model.opened(ali.session.invite(draft).link)
            model.opened(town.browser.logIn(model.login()!!, "Jonas Holm"))
        }
        rule.waitUntil(60_000) { (model.step as? Step.Inside)?.model?.inbox?.rows?.singleOrNull()?.topic == "Fritidsjob" }
        runBlocking { model.lock() }
        comes("Hvem er du?")
        rule.onNodeWithText("Ræv").performClick()
        comes(labels.unlock)
        rule.onNodeWithText(labels.unlock).performClick()
        rule.waitUntil(60_000) { (model.step as? Step.Inside)?.model?.inbox?.rows?.singleOrNull()?.topic == "Vejen til læreplads" }

        // Her son goes: there is one person again, and nothing to choose.
        runBlocking { model.lock() }
        comes("Hval")
        rule.onNodeWithText("Hval").performClick()
        comes("Fjern fra telefonen")
        rule.onNodeWithText("Fjern fra telefonen").performScrollTo().performClick()
        rule.onNodeWithText("Fjern").performClick()
        rule.waitUntil(60_000) { model.phone?.people.orEmpty().isEmpty() }
        comes(labels.unlock)
        rule.onNodeWithText("En anden").assertDoesNotExist()
        rule.onNodeWithText(labels.app).assertExists()
        Unit
    }

    @Test fun aliLaysATableAndTheTabletOnItShowsNobodyElse() = Town(File(System.getProperty("samtale.server")), folder.root).use { town ->
        val model = OnboardingModel(Samtale(town.device("ali"), KeyStore.MEMORY, Language.DANISH), Language.DANISH)
        runBlocking {
            model.opened(town.staffLink)
            model.opened(town.browser.logIn(model.login()!!, "Ali Mentor", "Job og uddannelse"))
        }
        val inside = (model.step as Step.Inside).model
        runBlocking { inside.session.invite(InvitationDraft("Jonas Thy", "Fritidsjob", "At finde et job.", "", false)) }
        val labels = model.labels
        rule.setContent { SamtaleTheme(Light) { Box(Modifier.requiredSize(1000.dp, 720.dp)) { App(model, Outside(openPage = {}, choosePhoto = {}, copy = {})) } } }
        comes("Jonas Thy")
        rule.onNodeWithContentDescription(labels.newDialog).performClick()
        rule.onNodeWithText(labels.household).performClick()
        comes(labels.householdHelp)
        for ((at, name) in listOf("Karen Holm", "Bo Lind").withIndex()) rule.onAllNodesWithContentDescription(labels.inviteName)[at].performScrollTo().performTextInput(name)
        rule.onNodeWithContentDescription(labels.inviteTopic).performScrollTo().performTextInput("Skolestart")
        rule.onNodeWithContentDescription(labels.invitePurpose).performScrollTo().performTextInput("En god start")
        rule.onNodeWithText(labels.inviteMake).performScrollTo().performClick()
        comes("0 af 2 er her")
        rule.onNode(hasText("Jonas Thy", true) or hasContentDescription("Jonas Thy", true)).assertDoesNotExist()
        val card = inside.open!!.view!!.items.filterIsInstance<ItemView.Invitation>().single().card
        runBlocking { Person.enrol(town, "Karen Holm", card.hand!!.link) }
        comes("1 af 2 er her")
        rule.onNodeWithContentDescription(labels.back).performClick()
        comes("Jonas Thy")
    }

    private fun comes(words: String) =
        rule.waitUntil("“$words” is shown", 60_000) { rule.onAllNodes(hasText(words, true) or hasContentDescription(words, true)).fetchSemanticsNodes().isNotEmpty() }
}
