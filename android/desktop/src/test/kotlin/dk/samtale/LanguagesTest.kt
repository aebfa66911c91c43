// What can be done, as the core says it in each language, at 200 %: no word is cut. Refuses words written out by hand.
// Keeps the pictures in target/shots, for people to look at.
package dk.samtale

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.test.junit4.v2.createComposeRule
import dk.samtale.core.DialogView
import dk.samtale.core.ItemView
import dk.samtale.core.Language
import dk.samtale.devices.DeviceLinkScreen
import dk.samtale.devices.DevicesScreen
import dk.samtale.devices.PaperScreen
import dk.samtale.dialog.ActSheet
import dk.samtale.dialog.MembersSheet
import dk.samtale.invite.BringScreen
import dk.samtale.invite.Bringing
import dk.samtale.onboarding.CodeScreen
import dk.samtale.theme.Light
import dk.samtale.theme.Theme
import dk.samtale.town.Town
import dk.samtale.town.bubbles
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File

class LanguagesTest {
    @get:Rule val folder = TemporaryFolder()
    @get:Rule val rule = createComposeRule()

    /** The screens of what Ali and Karen can do, in the core's own words. */
    private fun screens(language: Language): Map<String, @Composable () -> Unit> =
        Town(File(System.getProperty("samtale.server")), folder.newFolder()).use { town ->
            runBlocking {
                val (ali, karen, dialog) = Person.talking(town, language)
                karen.session.post(dialog, "Hej Ali")
                val view = ali.until(dialog) { it.bubbles().any { post -> post.acts.isNotEmpty() } }
                val labels = ali.samtale.labels()
                val bring = ali.session.bringing(dialog)
                val link = karen.session.addDevice()
                Person.enrol(town, "Karen Holm", link.link, language, "tablet")
                val paper = karen.session.makePaper()
                val devices = karen.devices(3)
                val acts = acts(view) + acts(karen.until(dialog) { acts(it).size >= 3 }) + devices.flatMap { it.acts }
                buildMap {
                    put("members") { MembersSheet(view, labels, memberActions) {} }
                    put("devices") { DevicesScreen(devices, labels, null, null, deviceActions) }
                    put("device-link") { DeviceLinkScreen(link, labels, {}) {} }
                    put("paper") { PaperScreen(paper, labels) {} }
                    put("code-paper") { CodeScreen(labels, "", {}, null, false, digits = paper.groups.joinToString(" "), onDigits = {}) {} }
                    put("bring") { BringScreen(labels, Bringing(bring), null, null, false, {}, {}, {}, {}) }
                    for ((number, act) in acts.distinctBy { it.sentence }.withIndex()) put("act$number") { ActSheet(act, labels, {}) {} }
                }
            }
        }

    private fun acts(view: DialogView) = view.acts + view.members.flatMap { it.acts } + view.items.flatMap {
        when (it) {
            is ItemView.Bubble -> it.bubble.acts
            is ItemView.Consent -> it.card.acts
            is ItemView.Invitation -> it.card.acts
            else -> emptyList()
        }
    }

    @Test fun whatCanBeDoneIsReadableInEveryLanguage() {
        var shown by mutableStateOf<Pair<String, @Composable () -> Unit>>("" to {})
        rule.show(2f) { key(shown) { shown.second() } }
        for (language in Language.entries) for ((name, screen) in screens(language)) {
            shown = "$language $name" to screen
            rule.waitForIdle()
            rule.assertNothingIsCut(shown.first)
            draw(phone, Light) { Box(Modifier.fillMaxSize().background(Theme.colors.paper)) { screen() } }.save("$name-${language.name.lowercase()}")
        }
    }
}
