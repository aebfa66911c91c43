// What the app asks of the system it runs on. Refuses to know which one that is.
// Given to App by the Android activity, the demo's windows and the tests.
package dk.samtale.app

import androidx.compose.runtime.Composable

class Outside(
    /** Opens a page in the system's browser. */
    val openPage: (url: String) -> Unit,
    /** Lets the person choose a photo; does not call back when they choose none. */
    val choosePhoto: (taken: (ByteArray) -> Unit) -> Unit,
    /** Puts a text on the clipboard that is not for everybody: an invitation, a link, a proof. */
    val copy: (text: String) -> Unit,
    /** Listens to the system's way back for as long as it is shown. */
    val onBack: @Composable (act: () -> Unit) -> Unit = {},
)
