// Which screen stands between a person and their dialogs, by the step they are at. Refuses a step of its own.
// Shown by the Android activity and by the demo's windows; beyond the door is Inside.
package dk.samtale.app

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.key
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.Modifier
import dk.samtale.onboarding.CodeScreen
import dk.samtale.onboarding.LockScreen
import dk.samtale.onboarding.LoginScreen
import dk.samtale.onboarding.WelcomeScreen
import dk.samtale.theme.Theme
import kotlinx.coroutines.launch

@Composable
fun App(model: OnboardingModel, outside: Outside, modifier: Modifier = Modifier) = Box(modifier.fillMaxSize().background(Theme.colors.paper)) {
    val scope = rememberCoroutineScope()
    val labels = model.labels
    val problem = model.trying.problem
    val login: () -> Unit = { model.login()?.let(outside.openPage) }
    if (model.mayGoBack) outside.onBack(model::back)
    when (val step = model.step) {
        Step.Code -> CodeScreen(
            labels, model.code, { model.code = it }, problem, model.trying.busy, model::back.takeIf { model.mayGoBack },
            model.digits, { digits: String -> model.digits = digits }.takeUnless { model.mayGoBack },
        ) { scope.launch { model.enrol() } }
        is Step.Welcome -> WelcomeScreen(step.view, labels, problem, model::back, login)
        is Step.Login -> LoginScreen(labels, problem, model::back, login)
        Step.Locked -> {
            val unlock: () -> Unit = { scope.launch { model.unlock() } }
            model.jotter?.let { JotterPane(it, labels, scope, outside, model.trying.busy, unlock) } ?: LockScreen(labels, problem, model.trying.busy, unlock)
        }
        is Step.Inside -> key(step.model) { Inside(step.model, labels, outside, model::anotherCode) { scope.launch { model.lock() } } }
    }
}
