// A person's devices: what is said of each, what can be done, and a picture that a camera can read.
// Run on the desktop and on Android.
package dk.samtale

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.PixelMap
import androidx.compose.ui.graphics.toPixelMap
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assert
import androidx.compose.ui.test.assertCountEquals
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertIsOn
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isHeading
import androidx.compose.ui.test.isToggleable
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.unit.dp
import dk.samtale.core.QrView
import dk.samtale.devices.DeviceActions
import dk.samtale.devices.DeviceLinkScreen
import dk.samtale.devices.DevicesScreen
import dk.samtale.devices.Doing
import dk.samtale.devices.PaperScreen
import dk.samtale.parts.Qr
import dk.samtale.parts.QuietZone
import dk.samtale.theme.Dark
import dk.samtale.theme.SamtaleTheme
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class DevicesTest {
    @get:Rule val rule = createComposeRule()
    private val done = mutableListOf<String>()
    private val actions = DeviceActions({ done += "back" }, { done += "add" }, { done += "paper" }, { device, act -> done += "${device.device} ${act.label}" }, { done += "receipts $it" }, { done += "nudges $it" }, { done += it.label })
    private val devices = Samples.devices

    private fun list(doing: Doing? = null, fontScale: Float = 1f) = rule.show(fontScale) { DevicesScreen(devices, danish, doing, null, actions) }

    @Test fun aDeviceIsOneSentenceAndThisOneIsNotTakenAway() {
        list()
        for (device in devices) rule.onNodeWithContentDescription(device.spoken).assertIsDisplayed()
        val buttons = rule.onAllNodesWithText("Fjern").assertCountEquals(2)
        buttons.onFirst().performClick()
        rule.onNodeWithText(danish.deviceAdd).performClick()
        rule.onNodeWithText(danish.paperMake).performClick()
        rule.onNodeWithContentDescription(danish.back).performClick()
        assertEquals(listOf("v2 Fjern", "add", "paper", "back"), done)
    }

    @Test fun whatCanBeDoneStandsBesideItsDeviceOrBelowIt() {
        list()
        val beside = rule.placeOf(rule.onAllNodesWithText("Fjern").onFirst())
        val device = rule.placeOf(rule.onNodeWithContentDescription(devices[1].spoken))
        assertTrue("$device $beside", device.right <= beside.left && beside.top < device.bottom)
    }

    @Test fun inLargeTextItStandsBelow() {
        list(fontScale = 2f)
        val below = rule.placeOf(rule.onAllNodesWithText("Fjern").onFirst().performScrollTo())
        val device = rule.placeOf(rule.onNodeWithContentDescription(devices[1].spoken))
        assertTrue("$device $below", device.bottom <= below.top)
    }

    @Test fun whileOneThingIsDoneNothingElseIsBegun() {
        list(Doing.Act("v2"))
        rule.onNodeWithText(danish.deviceAdd).assertIsNotEnabled()
        rule.onNodeWithText(danish.paperMake).assertIsNotEnabled()
        rule.onAllNodesWithText("Fjern").assertCountEquals(1).onFirst().assertIsNotEnabled()
    }

    @Test fun allOthersAreLoggedOutByOneButtonAndWhoIsOutCanBeLetIn() {
        rule.show { DevicesScreen(Samples.out, danish, null, null, actions, logOut = Samples.logOut) }
        rule.onNodeWithContentDescription(Samples.out[1].spoken).assertIsDisplayed()
        rule.onNodeWithText("Luk ind").performScrollTo().performClick()
        rule.onNodeWithText(Samples.logOut.label).performScrollTo().performClick()
        assertEquals(listOf("v2 Luk ind", Samples.logOut.label), done)
    }

    @Test fun whetherNewsAreToldIsOneSwitchThatSaysWhatIsSaid() {
        rule.show { DevicesScreen(Samples.devices, danish, null, null, actions, nudges = Samples.nudges) }
        rule.onNodeWithText(Samples.nudges.help, substring = true).performScrollTo().assertIsDisplayed()
        rule.onNodeWithText(Samples.nudges.label, substring = true).performClick()
        assertEquals(listOf("nudges false"), done)
    }

    @Test fun receiptsAreOneSwitchThatSaysWhatFollows() {
        list()
        rule.onNodeWithText(danish.receiptsHelp, substring = true).performScrollTo().assertIsDisplayed()
        rule.onNode(isToggleable()).assertIsOn().performScrollTo().performClick()
        assertEquals(listOf("receipts false"), done)
    }

    @Test fun aLinkIsToldStepByStepAndCopied() {
        rule.show { DeviceLinkScreen(Samples.deviceLink, danish, { done += it }) { done += "back" } }
        Samples.deviceLink.steps.forEachIndexed { place, step ->
            rule.onNode(hasText(step) and hasText("${place + 1}")).performScrollTo().assertIsDisplayed()
        }
        rule.onNodeWithContentDescription(danish.qr).performScrollTo().assert(SemanticsMatcher.expectValue(SemanticsProperties.Role, Role.Image))
        rule.onNodeWithText(Samples.deviceLink.until).performScrollTo().assertIsDisplayed()
        rule.onNodeWithText(danish.copy).performScrollTo().assertIsEnabled().performClick()
        rule.onNodeWithContentDescription(danish.back).performScrollTo().performClick()
        assertEquals(listOf(Samples.deviceLink.link, "back"), done)
    }

    @Test fun theLinkIsReadFromItsHeadingToItsButton() {
        rule.show { DeviceLinkScreen(Samples.deviceLink, danish, {}) {} }
        val order = with(Samples.deviceLink) { listOf(danish.deviceAdd) + steps + until + link + danish.copy }.map { rule.onNodeWithText(it) }
        val places = (order.take(4) + rule.onNodeWithContentDescription(danish.qr) + order.drop(4)).map { rule.placeOf(it) }
        for ((one, next) in places.zipWithNext()) assertTrue("$one $next", next.top >= one.bottom)
    }

    @Test fun aCodeOnPaperIsReadDigitByDigitInItsOrder() {
        rule.show { PaperScreen(Samples.paper, danish) { done += "close" } }
        rule.onNodeWithText(danish.paperHeading).assert(isHeading())
        val places = Samples.paper.groups.map { rule.placeOf(rule.onNodeWithContentDescription(it.toList().joinToString(" ")).assertIsDisplayed()) }
        for ((one, next) in places.zipWithNext()) {
            assertTrue("$one $next", next.top >= one.bottom || next.top near one.top && next.left >= one.right - 1.dp)
        }
        rule.onNodeWithText(danish.close).performScrollTo().performClick()
        assertEquals(listOf("close"), done)
    }

    @Test fun aCodeOnPaperCannotBeSelectedOrCopied() {
        rule.show { PaperScreen(Samples.paper, danish) {} }
        val copied = SemanticsMatcher.keyIsDefined(SemanticsActions.CopyText) or SemanticsMatcher.keyIsDefined(SemanticsActions.SetSelection)
        rule.onAllNodes(copied, useUnmergedTree = true).assertCountEquals(0)
        rule.onNodeWithText(danish.copy).assertDoesNotExist()
        rule.onNodeWithText(Samples.paper.link).assertDoesNotExist()
    }

    @Test fun thePictureIsBlackOnWhiteAlsoInTheDark() {
        rule.show { SamtaleTheme(Dark) { Qr(sampleQr, danish.qr, Modifier.fillMaxWidth()) } }
        assertEquals(sampleQr.squares.toList(), read(rule.onNodeWithContentDescription(danish.qr).captureToImage().toPixelMap(), sampleQr))
    }

    /** The squares as a camera would see them; around them there must be a quiet zone. */
    private fun read(picture: PixelMap, qr: QrView): List<Byte> {
        val count = qr.size.toInt()
        val square = picture.width / (count + 2 * QuietZone)
        val edge = (picture.width - count * square) / 2
        assertTrue("$edge at $square", edge >= QuietZone * square)
        fun at(column: Int, row: Int): Byte = when (val seen = picture[edge + column * square + square / 2, edge + row * square + square / 2]) {
            Color.White -> 0
            Color.Black -> 1
            else -> error("$seen at $column, $row")
        }
        for (place in -QuietZone + 1 until count + QuietZone - 1) for (quiet in listOf(-1, -2, -3, count, count + 1, count + 2)) {
            assertEquals(0, at(place, quiet).toInt())
            assertEquals(0, at(quiet, place).toInt())
        }
        return List(count * count) { at(it % count, it / count) }
    }
}
