// Hands Android's context to the core, whose key store needs it. Refuses a second time quietly.
// Called once by SamtaleApplication, before anything else of the core.
package dk.samtale.core

import android.content.Context

internal object NativeInit {
    @JvmStatic external fun init(context: Context): Boolean
}
