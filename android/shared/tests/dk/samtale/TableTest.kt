// The family at the table: who has come is said in words, whose seat it is is asked, and a family is filled in.
// Run on the desktop and on Android.
package dk.samtale

import androidx.compose.ui.test.assertCountEquals
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.junit4.v2.createComposeRule
import androidx.compose.ui.test.onAllNodesWithContentDescription
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import dk.samtale.core.ActView
import dk.samtale.core.HouseholdDraft
import dk.samtale.core.SeatDraft
import dk.samtale.invite.Gathering
import dk.samtale.invite.HouseholdScreen
import dk.samtale.invite.TableCard
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith

@RunWith(ScreenRunner::class)
class TableTest {
    @get:Rule val rule = createComposeRule()
    private val asked = mutableListOf<ActView>()

    @Test fun eachWhoWasNamedIsSaidWithHowFarTheyHaveCome() {
        rule.show { TableCard(Samples.table, Samples.invitation, danish) { asked += it } }
        for (seat in Samples.table.seats) rule.onNodeWithContentDescription(seat.spoken).assertExists()
        rule.onNodeWithText(Samples.table.count).assertIsDisplayed()
        rule.onNodeWithContentDescription(danish.qr).assertExists()
        rule.onNodeWithText(Samples.invitation.text).assertDoesNotExist()
    }

    @Test fun whoseSeatItIsIsAskedFirst() {
        val guest = Samples.table.guests.single()
        rule.show { TableCard(Samples.table.copy(seats = emptyList()), null, danish) { asked += it } }
        rule.onNodeWithText(guest.sentence).assertIsDisplayed()
        for (act in guest.acts) rule.onNodeWithText(act.label).performClick()
        assertEquals(guest.acts, asked)
        rule.onNodeWithContentDescription(danish.qr).assertDoesNotExist()
    }

    @Test fun aFamilyNeedsANameForEachAndOneWhoAnswers() {
        val draft = Gathering(Samples.household)
        val made = mutableListOf<HouseholdDraft>()
        rule.show { HouseholdScreen(danish, draft, null, false, { made += it }, {}) {} }
        rule.onAllNodesWithContentDescription(danish.inviteName).assertCountEquals(2)
        rule.onNodeWithText(danish.householdRemove).assertDoesNotExist()
        for ((at, name) in listOf("Karen Holm", "Inge Holm").withIndex()) rule.onAllNodesWithContentDescription(danish.inviteName)[at].performScrollTo().performTextInput(name)
        rule.onNodeWithContentDescription(danish.inviteTopic).performScrollTo().performTextInput("Skolestart")
        rule.onNodeWithContentDescription(danish.invitePurpose).performScrollTo().performTextInput("En god start")
        for (at in 0..1) rule.onAllNodesWithText("Familie")[at].performScrollTo().performClick()
        rule.onNodeWithText(danish.inviteMake).assertIsNotEnabled()
        rule.onAllNodesWithText("Forælder eller værge")[0].performScrollTo().performClick()
        rule.onNodeWithText(danish.inviteMake).performScrollTo().assertIsEnabled().performClick()
        val seats = listOf(SeatDraft("Karen Holm", "guardian"), SeatDraft("Inge Holm", "relative"))
        assertEquals(listOf(HouseholdDraft(seats, "Skolestart", "En god start", "")), made)
    }

    @Test fun oneMoreAndOneLessAsManyAsTheCoreGave() {
        val draft = Gathering(Samples.household.copy(most = 3u))
        rule.show { HouseholdScreen(danish, draft, null, false, {}, {}) {} }
        rule.onNodeWithText(danish.householdAdd).performScrollTo().performClick()
        rule.onNodeWithText(danish.householdAdd).assertDoesNotExist()
        rule.onAllNodesWithText(danish.householdRemove).assertCountEquals(3)[1].performScrollTo().performClick()
        rule.onAllNodesWithContentDescription(danish.inviteName).assertCountEquals(2)
    }
}
