// The app with its secrets in memory: the machine that runs the tests has no key store of Android's, and its core no need
// of a context. Refuses nothing else. Chosen by SamtaleActivityTest, and by every test of a screen alone.
package dk.samtale

import dk.samtale.core.KeyStore

class MemoryApplication : SamtaleApplication() {
    override val keyStore = KeyStore.MEMORY

    override fun introduce() = Unit
}
