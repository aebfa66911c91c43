// A dialog with its model: follows it while shown, and holds its sheets. Refuses a sheet for members who stand beside it.
// Shown by Inside; what a person does there outlives the pane, so that leaving loses nothing.
package dk.samtale.app

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import dk.samtale.consent.ConsentSheet
import dk.samtale.core.Answer
import dk.samtale.core.Labels
import dk.samtale.dialog.DialogActions
import dk.samtale.dialog.DialogScreen
import dk.samtale.dialog.MembersSheet
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch

@Composable
fun DialogPane(model: DialogModel, labels: Labels, scope: CoroutineScope, outside: Outside, membersBeside: Boolean, onBack: (() -> Unit)?) = Box(Modifier.fillMaxSize()) {
    LaunchedEffect(model) { model.follow() }
    val view = model.view ?: return@Box
    val answer: (String, Answer) -> Unit = { proposal, given -> scope.launch { model.answer(proposal, given) } }
    val actions = DialogActions(
        onBack = onBack,
        onMembers = { model.showsMembers = !membersBeside },
        onAttach = { outside.choosePhoto { model.draft.photo = it } },
        send = model::send,
        onAnswer = answer,
        onMore = model::openConsent,
        onRetry = { post -> scope.launch { model.retry(post) } },
        onEarlier = model::loadEarlier,
        photo = model::photo,
    )
    val consent = model.consent
    val covered = consent != null || model.showsMembers && !membersBeside
    // Who listens instead of looking must not wander behind an open sheet.
    Box(if (covered) Modifier.clearAndSetSemantics {} else Modifier) {
        DialogScreen(view, labels, model.draft, actions, problem = model.trying.problem)
    }
    val closeMembers = { model.showsMembers = false }
    when {
        model.showsMembers && !membersBeside -> {
            outside.onBack(closeMembers)
            MembersSheet(view.members, labels, closeMembers)
        }
        consent != null -> {
            outside.onBack(model::closeConsent)
            ConsentSheet(consent, labels, { answer(consent.proposal, it) }, model::closeConsent)
        }
    }
}
