// A dialog with its model: follows it while shown, and holds its sheet, or the screen on which somebody is brought in.
// Refuses a sheet for members who stand beside it.
// Shown by Inside; what a person does there outlives the pane, so that leaving loses nothing.
package dk.samtale.app

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.key
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import dk.samtale.core.Answer
import dk.samtale.core.Labels
import dk.samtale.dialog.DialogActions
import dk.samtale.dialog.DialogScreen
import dk.samtale.dialog.MemberActions
import dk.samtale.invite.BringScreen
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch

@Composable
fun DialogPane(model: DialogModel, labels: Labels, scope: CoroutineScope, outside: Outside, membersBeside: Boolean, onBack: (() -> Unit)?) = Box(Modifier.fillMaxSize()) {
    LaunchedEffect(model) { model.follow() }
    LaunchedEffect(model) { model.keepDrafts() }
    DisposableEffect(model) { onDispose { scope.launch { model.keepDraft() } } }
    val view = model.view ?: return@Box
    val answer: (String, Answer) -> Unit = { proposal, given -> scope.launch { model.answer(proposal, given) } }
    val actions = DialogActions(
        onBack = onBack,
        onMembers = { model.showsMembers = !membersBeside },
        onAttach = { outside.choosePhoto { model.draft.photo = it } },
        send = model::send,
        onAnswer = answer,
        onMore = model::openConsent,
        onEarlier = model::loadEarlier,
        onCopy = outside.copy,
        onRetry = { post -> scope.launch { model.retry(post) } },
        onHold = model::hold,
        onAsk = model::ask,
        photo = model::photo,
    )
    val bringing = model.bringing
    // While somebody is being brought in, only the members who stand beside can ask anything.
    val over = model.over(membersBeside)?.takeIf { bringing == null || it is Over.Question }
    // Who listens instead of looking must not wander behind an open sheet.
    Box(if (over != null) Modifier.clearAndSetSemantics {} else Modifier) {
        if (bringing == null) DialogScreen(view, labels, model.draft, actions, problem = model.trying.problem, sought = model.sought, onFound = model::found)
        else {
            outside.onBack(model::closeBringing)
            BringScreen(
                labels, bringing.draft, bringing.invitation, bringing.trying.problem, bringing.trying.busy,
                { filled -> scope.launch { bringing.make(filled) } }, outside.copy, model::closeBringing,
            )
        }
    }
    if (over != null) key(over::class) {
        DialogSheet(over, view, model, labels, outside, memberActions(model, scope), { act -> scope.launch { model.act(act) } }, answer)
    }
}

/** What is done from the list of members, wherever it stands. */
fun memberActions(model: DialogModel, scope: CoroutineScope) = MemberActions(model::ask) { scope.launch { model.bring() } }
