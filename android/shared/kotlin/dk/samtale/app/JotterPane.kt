// The closed door without a network, with its model and the question before something is thrown away.
// Refuses a step of its own. Shown by App.
package dk.samtale.app

import androidx.compose.foundation.layout.Box
import androidx.compose.runtime.Composable
import dk.samtale.core.Labels
import dk.samtale.dialog.ActSheet
import dk.samtale.onboarding.JotterActions
import dk.samtale.onboarding.JotterScreen
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch

@Composable
fun JotterPane(model: JotterModel, labels: Labels, scope: CoroutineScope, outside: Outside, busy: Boolean, onAgain: () -> Unit) = Box {
    val actions = JotterActions({ model.text = it }, { model.to = it }, { scope.launch { model.keep() } }, onAgain, { model.asked = it })
    JotterScreen(model.view, labels, model.text, model.to, model.trying.problem, busy || model.trying.busy, actions)
    model.asked?.let { asked ->
        outside.onBack { model.asked = null }
        ActSheet(asked, labels, { scope.launch { model.forget() } }, { model.asked = null })
    }
}
