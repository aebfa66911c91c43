// The app's process: opens the core once, so that turning the device or coming back from the browser loses nothing.
// Refuses another key store than the device's own. Asked by SamtaleActivity.
package dk.samtale

import android.app.Application
import dk.samtale.app.OnboardingModel
import dk.samtale.app.language
import dk.samtale.core.KeyStore
import dk.samtale.core.NativeInit
import dk.samtale.core.Problem
import dk.samtale.core.ProblemView
import dk.samtale.core.Samtale
import dk.samtale.core.explain

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
            model = OnboardingModel(Samtale(noBackupFilesDir.path, keyStore, language), language)
        } catch (problem: Problem) {
            stopped = explain(problem, language)
        }
    }
}
