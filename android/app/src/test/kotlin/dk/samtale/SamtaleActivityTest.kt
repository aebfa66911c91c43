// The real core in the real activity against the real server: Karen opens her invitation, logs in, says yes and writes to Ali.
// Refuses stand-ins, but for the key store. Run by Maven under Robolectric.
package dk.samtale

import android.content.ComponentCallbacks2
import android.content.Intent
import android.net.ConnectivityManager
import android.net.Uri
import android.os.Looper
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.lifecycle.Lifecycle
import androidx.test.platform.app.InstrumentationRegistry
import dk.samtale.app.Step
import dk.samtale.town.Town
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Shadows.shadowOf
import java.io.File

@RunWith(ScreenRunner::class)
class SamtaleActivityTest {
    @get:Rule(order = 0) val folder = TemporaryFolder()
    @get:Rule(order = 1) val rule = createAndroidComposeRule<SamtaleActivity>()

    /** Android's own word for each: the network goes and comes, the app is left and shown, memory runs out behind. */
    @Test fun theSystemSaysWhatHappensAndTheCoreIsToldOfIt() = Town(File(System.getProperty("samtale.server")!!), folder.root).use { town ->
        val app = rule.activity.application as SamtaleApplication
        val model = app.model!!
        val networks = app.getSystemService(ConnectivityManager::class.java)!!
        val callback = shadowOf(networks).networkCallbacks.single()
        val network = networks.activeNetwork!!
        runBlocking {
            model.opened(town.staffLink)
            model.opened(town.browser.logIn(model.login()!!, "Ali Mentor", "Job og uddannelse"))
        }
        val inside = { (model.step as Step.Inside).model }
        fun told(offline: Boolean) = rule.waitUntil("offline is $offline", 60_000) { inside().inbox?.noticeOffline == offline }
        told(false)
        rule.runOnUiThread { callback.onLost(network) }
        told(true)
        rule.runOnUiThread { callback.onAvailable(network) }
        told(false)

        val session = inside().session
        rule.runOnUiThread { app.onTrimMemory(ComponentCallbacks2.TRIM_MEMORY_RUNNING_CRITICAL) }
        rule.activityRule.scenario.moveToState(Lifecycle.State.CREATED)
        rule.activityRule.scenario.moveToState(Lifecycle.State.RESUMED)
        runBlocking { session.foreground() }
        assertTrue("left and shown again in a moment", model.step is Step.Inside)

        rule.activityRule.scenario.moveToState(Lifecycle.State.CREATED)
        app.onTrimMemory(ComponentCallbacks2.TRIM_MEMORY_COMPLETE)
        // What the app was told before waits for this thread: it must go on in between.
        rule.waitUntil("the core is closed", 60_000) {
            shadowOf(Looper.getMainLooper()).idle()
            runBlocking { session.inbox().next() } == null
        }
        rule.activityRule.scenario.moveToState(Lifecycle.State.RESUMED)
        rule.waitUntil("the door is closed", 60_000) { model.step == Step.Locked }
    }

    @Test fun karenOpensHerInvitationSaysYesAndWrites() = Town(File(System.getProperty("samtale.server")!!), folder.root).use { town ->
        val activity = rule.activity
        val labels = (activity.application as SamtaleApplication).model!!.labels
        WayIn(rule, town, labels).walk({ shadowOf(activity).nextStartedActivity.dataString!! }) { redirect ->
            val link = Intent(Intent.ACTION_VIEW, Uri.parse(redirect))
            rule.runOnUiThread { InstrumentationRegistry.getInstrumentation().callActivityOnNewIntent(activity, link) }
        }
    }
}
