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
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import dk.samtale.core.Answer
import dk.samtale.core.Labels
import dk.samtale.dialog.DialogActions
import dk.samtale.dialog.DialogScreen
import dk.samtale.dialog.HeldActions
import dk.samtale.dialog.MemberActions
import dk.samtale.invite.BringScreen
import dk.samtale.parts.SaidActions
import dk.samtale.voice.Recording
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch

@Composable
fun DialogPane(
    model: DialogModel, labels: Labels, scope: CoroutineScope, outside: Outside, membersBeside: Boolean,
    onDialog: (dialog: String) -> Unit, onBack: (() -> Unit)?,
) = Box(Modifier.fillMaxSize()) {
    LaunchedEffect(model) { model.follow() }
    LaunchedEffect(model) { model.keepDrafts() }
    DisposableEffect(model) { onDispose { scope.launch { model.keepDraft() } } }
    val recording = remember(outside.recorder) { outside.recorder?.let { Recording(it, System::currentTimeMillis) } }
    // Nothing is recorded or heard behind another screen.
    DisposableEffect(recording) {
        onDispose {
            recording?.forget()
            outside.player?.stop()
        }
    }
    val view = model.view ?: return@Box
    val answer: (String, Answer) -> Unit = { proposal, given -> scope.launch { model.answer(proposal, given) } }
    val actions = DialogActions(
        onBack = onBack,
        onMembers = { model.showsMembers = !membersBeside },
        onAttach = { model.attaches = true },
        send = model::send,
        onAnswer = answer,
        onMore = model::openConsent,
        onEarlier = model::loadEarlier,
        onCopy = outside.copy,
        onPrint = { id -> scope.launch { model.print(id)?.let(outside::print) } },
        onRetry = { post -> scope.launch { model.retry(post) } },
        onHold = model::hold,
        onAsk = model::ask,
        photo = model::photo,
        said = SaidActions(
            onReact = { token -> scope.launch { model.react(token) } },
            onPage = outside.openPage,
            onDialog = onDialog,
            onFile = { file -> scope.launch { model.file(file)?.let { outside.saveFile(file.name, file.mediaType, it) } } },
            onVoice = { voice -> outside.player?.let { scope.launch { model.voice(voice, it) } } },
            onQuote = { bubble -> model.goes = bubble },
            playing = model.playing,
        ),
        recording = recording,
        onChoose = { choice -> scope.launch { model.choose(choice) } },
        onLogin = { scope.launch { model.stepUp.begin(model.dialog)?.let(outside.openPage) } },
    )
    val held = HeldActions({ token -> scope.launch { model.react(token) } }, model::answer, model::edit, model::ask)
    val bringing = model.bringing
    // While somebody is being brought in, only the members who stand beside can ask anything.
    val over = model.over(membersBeside)?.takeIf { bringing == null || it is Over.Question }
    // Who listens instead of looking must not wander behind an open sheet.
    Box(if (over != null) Modifier.clearAndSetSemantics {} else Modifier) {
        if (bringing == null) DialogScreen(
            view, labels, model.draft, actions, problem = model.trying.problem ?: model.stepUp.trying.problem, sought = model.sought, onFound = model::found,
            goes = model.goes, onGone = { model.goes = null },
        )
        else {
            outside.onBack(model::closeBringing)
            BringScreen(
                labels, bringing.draft, bringing.invitation, bringing.trying.problem, bringing.trying.busy,
                { filled -> scope.launch { bringing.make(filled) } }, outside.copy,
                { id -> scope.launch { bringing.print(id)?.let(outside::print) } }, model::closeBringing,
            )
        }
    }
    if (over != null) key(over::class) {
        DialogSheet(over, view, model, labels, outside, memberActions(model, scope, outside, onDialog), held, { act -> scope.launch { model.act(act) } }, { people -> scope.launch { model.takeAside(people) } }, answer)
    }
}

/** What is done from the list of members, wherever it stands. */
fun memberActions(model: DialogModel, scope: CoroutineScope, outside: Outside, onDialog: (dialog: String) -> Unit) = MemberActions(
    model::ask, { scope.launch { model.bring() } }, outside.copy, { model.closeSheet(); onDialog(it) }, model::chooseAside,
) { choice -> scope.launch { model.choose(choice) } }
