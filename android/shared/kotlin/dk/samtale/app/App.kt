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
import androidx.compose.ui.semantics.clearAndSetSemantics
import dk.samtale.core.ChoiceView
import dk.samtale.onboarding.CodeScreen
import dk.samtale.dialog.ActSheet
import dk.samtale.onboarding.LockScreen
import dk.samtale.onboarding.LockedPerson
import dk.samtale.onboarding.LoginScreen
import dk.samtale.onboarding.PeopleScreen
import dk.samtale.onboarding.VouchingScreen
import dk.samtale.onboarding.WelcomeScreen
import dk.samtale.theme.Theme
import kotlinx.coroutines.launch

@Composable
fun App(model: OnboardingModel, outside: Outside, modifier: Modifier = Modifier) = Box(modifier.fillMaxSize().background(Theme.colors.paper)) {
    val scope = rememberCoroutineScope()
    val labels = model.labels
    val problem = model.trying.problem
    val login: () -> Unit = { model.login()?.let(outside.openPage) }
    val loginBy: (ChoiceView) -> Unit = { other -> scope.launch { model.loginBy(other)?.let(outside.openPage) } }
    val meet: () -> Unit = { scope.launch { model.meet() } }
    val back: () -> Unit = { scope.launch { model.back() } }
    if (model.mayGoBack) outside.onBack(back)
    when (val step = model.step) {
        Step.Code -> CodeScreen(
            labels, model.code, { model.code = it }, problem, model.trying.busy, back.takeIf { model.mayGoBack },
            model.digits, { digits: String -> model.digits = digits }.takeUnless { model.isInside },
        ) { scope.launch { model.enrol() } }
        is Step.Welcome -> WelcomeScreen(step.view, labels, problem, back, loginBy, if (step.view.met) meet else login)
        is Step.Vouching -> VouchingScreen(step.vouching, labels, problem, back, meet)
        is Step.Login -> LoginScreen(labels, problem, back, login)
        Step.People -> model.phone?.let { PeopleScreen(it, labels, problem) { person -> scope.launch { model.choose(person) } } }
        Step.Locked -> {
            val unlock: () -> Unit = { scope.launch { model.unlock() } }
            model.jotter?.let { JotterPane(it, labels, scope, outside, model.trying.busy, unlock) } ?: Locked(model, back) { scope.launch { it() } }
        }
        is Step.Inside -> key(step.model) {
            val another = Another(model.phone?.add) { scope.launch { model.addPerson() } }
            Inside(step.model, labels, outside, another, model::anotherCode) { scope.launch { model.lock() } }
        }
    }
}

/** The door, and over it the question before somebody is taken off the phone. */
@Composable
private fun Locked(model: OnboardingModel, onOther: () -> Unit, launch: (suspend () -> Unit) -> Unit) {
    val asked = model.asked
    val person = model.phone?.run { chosen?.let { LockedPerson(it, other, onOther, model::ask) } }
    // Who listens instead of looking must not wander behind an open sheet.
    Box(if (asked != null) Modifier.clearAndSetSemantics {} else Modifier) {
        LockScreen(model.labels, model.trying.problem, model.trying.busy, person) { launch { model.unlock() } }
    }
    if (asked != null) ActSheet(asked, model.labels, { launch { model.removePerson(asked) } }, model::closeQuestion)
}
