// Runs a shared test of a screen in a real Activity under Robolectric. Its namesake on the desktop runs it as it is.
package dk.samtale

import org.robolectric.RobolectricTestRunner

class ScreenRunner(test: Class<*>) : RobolectricTestRunner(test)
