// Android's list of notifications, and the number that launchers take from there. Refuses a second line beside the first, a word of
// its own, and to show anything that was not allowed. Made by SamtaleApplication, told by the models.
package dk.samtale

import android.Manifest
import android.app.Application
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import dk.samtale.app.Announcer
import dk.samtale.core.NudgeView

class SystemAnnouncer(private val app: Application) : Announcer {
    private val notifications = app.getSystemService(NotificationManager::class.java)
    /** As it was known last: a locked app does not change it. */
    private var count = 0u
    private var said: NudgeView? = null

    private val allowed get() = Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
        app.checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED

    /** The number is the line's: while none is shown there is nowhere to put it. */
    override fun badge(count: UInt) {
        if (count == this.count) return
        this.count = count
        val shown = notifications?.activeNotifications.orEmpty().any { it.id == LINE }
        if (shown) said?.let { show(it, again = true) }
    }

    override fun nudge(nudge: NudgeView) {
        said = nudge
        show(nudge, again = false)
    }

    override fun hush() {
        said = null
        notifications?.cancel(LINE)
    }

    private fun show(nudge: NudgeView, again: Boolean) {
        if (!allowed) return
        val channel = NotificationChannel(CHANNEL, nudge.channel, NotificationManager.IMPORTANCE_DEFAULT).apply {
            description = nudge.channelHelp
            setShowBadge(true)
            lockscreenVisibility = Notification.VISIBILITY_PUBLIC
        }
        notifications?.createNotificationChannel(channel)
        val open = PendingIntent.getActivity(app, 0, Intent(app, SamtaleActivity::class.java), PendingIntent.FLAG_IMMUTABLE)
        val line = Notification.Builder(app, CHANNEL)
            .setSmallIcon(android.R.drawable.stat_notify_chat)
            .setContentTitle(nudge.title)
            .setContentText(nudge.sentence)
            .setNumber(count.toInt())
            // It says nothing of anybody, so a locked screen may show it whole.
            .setVisibility(Notification.VISIBILITY_PUBLIC)
            .setCategory(Notification.CATEGORY_MESSAGE)
            .setContentIntent(open)
            .setAutoCancel(true)
            .setOnlyAlertOnce(again)
            .build()
        notifications?.notify(LINE, line)
    }

    private companion object {
        const val CHANNEL = "news"
        /** One at a time. */
        const val LINE = 1
    }
}
