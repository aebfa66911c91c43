// The app's process: opens the core once, so that turning the device or coming back from the browser loses nothing, and tells
// it what the system says of network and memory. Refuses another key store than the device's own. Asked by SamtaleActivity.
package dk.samtale

import android.app.Application
import android.content.pm.PackageManager
import android.net.ConnectivityManager
import android.net.ConnectivityManager.NetworkCallback
import android.net.Network
import android.os.Handler
import android.os.Looper
import dk.samtale.app.OnboardingModel
import dk.samtale.app.language
import dk.samtale.core.KeyStore
import dk.samtale.core.NativeInit
import dk.samtale.core.Problem
import dk.samtale.core.ProblemView
import dk.samtale.core.Samtale
import dk.samtale.core.explain
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.launch

open class SamtaleApplication : Application() {
    /** Where the person stands; null when the app cannot start on this device. */
    var model: OnboardingModel? = null
        private set
    /** Why it cannot. */
    var stopped: ProblemView? = null
        private set

    protected open val keyStore = KeyStore.DEVICE

    /** The context lets the core reach the device's key store. */
    protected open fun introduce() {
        System.loadLibrary("samtale")
        check(NativeInit.init(this)) { "The core did not take the context" }
    }

    override fun onCreate() {
        super.onCreate()
        val locales = resources.configuration.locales
        val language = language(List(locales.size()) { locales[it].toLanguageTag() })
        try {
            introduce()
            val samtale = Samtale(noBackupFilesDir.path, keyStore, language)
            home()?.let(samtale::builtFor)
            model = OnboardingModel(samtale, language, announcer = SystemAnnouncer(this))
        } catch (problem: Problem) {
            stopped = explain(problem, language)
        }
        listen()
    }

    /** A link to the one municipality that this app was built for, from the manifest: a short code needs no address there. */
    private fun home(): String? =
        packageManager.getApplicationInfo(packageName, PackageManager.GET_META_DATA).metaData?.getString("dk.samtale.home")?.ifEmpty { null }

    /** The default network, as it comes, changes and goes. */
    private fun listen() {
        val networks = getSystemService(ConnectivityManager::class.java) ?: return
        if (networks.activeNetwork == null) model?.network(false)
        networks.registerDefaultNetworkCallback(object : NetworkCallback() {
            override fun onAvailable(network: Network) { model?.network(true) }
            override fun onLost(network: Network) { model?.network(false) }
        }, Handler(Looper.getMainLooper()))
    }

    /** Not when only the window is hidden: from "critical" on in front, from the middle of the list of those to end behind. */
    override fun onTrimMemory(level: Int) {
        super.onTrimMemory(level)
        if (level == TRIM_MEMORY_RUNNING_CRITICAL || level >= TRIM_MEMORY_MODERATE) MainScope().launch { model?.shortOfMemory() }
    }
}
