// The one window of the app on Android: browser, pickers, sound, clipboard, way back, light and dark. Refuses to be looked into:
// it is left out of screenshots and of the list of open apps, and has no connection when it is not shown. Started by the launcher and by samtale: links.
package dk.samtale

import android.app.UiModeManager
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Intent
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.os.PersistableBundle
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.foundation.background
import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.ui.Modifier
import androidx.lifecycle.lifecycleScope
import dk.samtale.app.App
import dk.samtale.app.Outside
import dk.samtale.onboarding.StoppedScreen
import dk.samtale.theme.SamtaleTheme
import dk.samtale.theme.Theme
import dk.samtale.theme.palette
import dk.samtale.voice.Loudspeaker
import dk.samtale.voice.Microphone
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.launch

class SamtaleActivity : ComponentActivity() {
    private val app get() = application as SamtaleApplication
    private var drawn = false
    private val pickers = Pickers(this)
    private val microphone by lazy { Microphone(this, lifecycleScope, pickers::mayRecord) }
    private val loudspeaker = Loudspeaker()

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
        enableEdgeToEdge()
        if (savedInstanceState == null) opened(intent)
    }

    override fun onStart() {
        super.onStart()
        MainScope().launch { app.model?.shown() }
        if (drawn) return
        drawn = true
        val outside = Outside(
            ::openPage, pickers::choosePhoto, ::copy, { BackHandler(onBack = it) }, pickers::chooseFile, pickers::saveFile,
            microphone, loudspeaker, pickers::mayNudge,
        )
        setContent {
            SamtaleTheme(palette(isSystemInDarkTheme(), highContrast())) {
                Box(Modifier.background(Theme.colors.paper).safeDrawingPadding()) {
                    app.model?.let { App(it, outside) }
                    app.stopped?.let { StoppedScreen(it) }
                }
            }
        }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        opened(intent)
    }

    /** Left, and not just to turn or to choose something: the connections close, and later the door. Nothing is drawn while nobody looks, so what was drawn would stay. */
    override fun onStop() {
        super.onStop()
        loudspeaker.stop()
        microphone.forget()
        if (isChangingConfigurations || pickers.open) return
        MainScope().launch { app.model?.left() }
        setContent {}
        drawn = false
    }

    private fun opened(intent: Intent) {
        val link = intent.dataString ?: return
        MainScope().launch { app.model?.opened(link) }
    }

    private fun openPage(url: String) = begin(Intent(Intent.ACTION_VIEW, Uri.parse(url)))

    /** A device without a browser stays on the page that offers to open it again. */
    private fun begin(intent: Intent) = try {
        startActivity(intent)
    } catch (_: ActivityNotFoundException) {
    }

    /** An invitation holds a secret: what shows the clipboard is told not to show this. */
    private fun copy(text: String) {
        val clip = ClipData.newPlainText(app.model?.labels?.app, text)
        clip.description.extras = PersistableBundle().apply { putBoolean(ClipDescription.EXTRA_IS_SENSITIVE, true) }
        getSystemService(ClipboardManager::class.java)?.setPrimaryClip(clip)
    }

    private fun highContrast(): Boolean =
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE && (getSystemService(UiModeManager::class.java)?.contrast ?: 0f) > 0.5f
}
