// Runs a shared test of a screen as it is. Its namesake in the app runs it under Robolectric.
package dk.samtale

import org.junit.runners.BlockJUnit4ClassRunner

class ScreenRunner(test: Class<*>) : BlockJUnit4ClassRunner(test)
