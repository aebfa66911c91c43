// The real core in the real activity against the real server: Karen opens her invitation, logs in, says yes and writes to Ali.
// Refuses stand-ins, but for the key store. Run by Maven under Robolectric.
package dk.samtale

import android.content.Intent
import android.net.Uri
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.test.platform.app.InstrumentationRegistry
import dk.samtale.town.Town
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

    @Test fun karenOpensHerInvitationSaysYesAndWrites() = Town(File(System.getProperty("samtale.server")!!), folder.root).use { town ->
        val activity = rule.activity
        val labels = (activity.application as SamtaleApplication).model!!.labels
        WayIn(rule, town, labels).walk({ shadowOf(activity).nextStartedActivity.dataString!! }) { redirect ->
            val link = Intent(Intent.ACTION_VIEW, Uri.parse(redirect))
            rule.runOnUiThread { InstrumentationRegistry.getInstrumentation().callActivityOnNewIntent(activity, link) }
        }
    }
}
