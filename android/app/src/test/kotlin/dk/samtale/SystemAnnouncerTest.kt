// Android's list of notifications, as it stands after the models have told of news: one line, its number, its channel.
// Refuses the core: it is in StoryTest. Run by Maven under Robolectric.
package dk.samtale

import android.Manifest
import android.app.Application
import android.app.Notification
import android.app.NotificationManager
import androidx.test.core.app.ApplicationProvider
import dk.samtale.core.NudgeView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Shadows.shadowOf

@RunWith(ScreenRunner::class)
class SystemAnnouncerTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val notifications = app.getSystemService(NotificationManager::class.java)!!
    private val announcer = SystemAnnouncer(app)
    private val nudge = NudgeView("Der er nyt til dig", "Åbn Samtale for at se det.", "Når der er nyt", "Siger, at der er nyt. Aldrig hvad, og aldrig fra hvem.")
    private val shown get() = shadowOf(notifications).allNotifications

    private fun allow() = shadowOf(app).grantPermissions(Manifest.permission.POST_NOTIFICATIONS)

    @Test fun newsAreOneLineThatALockedScreenMayShowWhole() {
        allow()
        announcer.badge(2u)
        announcer.nudge(nudge)
        announcer.nudge(nudge)
        val line = shown.single()
        assertEquals("Der er nyt til dig" to "Åbn Samtale for at se det.", line.extras.getString(Notification.EXTRA_TITLE) to line.extras.getString(Notification.EXTRA_TEXT))
        assertEquals(2 to Notification.VISIBILITY_PUBLIC, line.number to line.visibility)
        assertEquals(SamtaleActivity::class.java.name, shadowOf(line.contentIntent).savedIntent.component!!.className)
        val channel = notifications.getNotificationChannel(line.channelId)
        assertEquals("Når der er nyt" to nudge.channelHelp, channel.name to channel.description)
        assertTrue(channel.canShowBadge())
        announcer.hush()
        assertTrue(shown.isEmpty())
    }

    @Test fun theNumberFollowsAndStandsNowhereWhenThereIsNoLine() {
        allow()
        announcer.badge(3u)
        assertTrue(shown.isEmpty())
        announcer.nudge(nudge)
        announcer.badge(1u)
        val line = shown.single()
        assertEquals(1, line.number)
        assertTrue("once is enough to be heard", line.flags and Notification.FLAG_ONLY_ALERT_ONCE != 0)
    }

    @Test fun withoutTheSystemsLeaveNothingIsShown() {
        announcer.nudge(nudge)
        announcer.badge(1u)
        assertTrue(shown.isEmpty())
    }
}
