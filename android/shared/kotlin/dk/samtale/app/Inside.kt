// The list, and the dialog that is open: one above the other on a phone, side by side where there is room and nobody else looks.
// Refuses to follow what is not shown, and to show what the core has closed. Shown by App.
package dk.samtale.app

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.key
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import dk.samtale.core.Labels
import dk.samtale.dialog.ActSheet
import dk.samtale.dialog.MembersPane
import dk.samtale.inbox.ArchivedScreen
import dk.samtale.inbox.InboxActions
import dk.samtale.inbox.InboxScreen
import dk.samtale.inbox.PlaceSheet
import dk.samtale.inbox.RowSheet
import dk.samtale.invite.HouseholdScreen
import dk.samtale.invite.InviteScreen
import dk.samtale.tablet.ThreePaneWidth
import dk.samtale.tablet.TwoPane
import dk.samtale.tablet.TwoPaneWidth
import kotlinx.coroutines.launch

@Composable
fun Inside(model: InsideModel, labels: Labels, outside: Outside, another: Another, onCode: () -> Unit, onEnd: () -> Unit) = BoxWithConstraints(Modifier.fillMaxSize()) {
    LaunchedEffect(model) {
        model.follow()
        onEnd()
    }
    val scope = rememberCoroutineScope()
    val open = model.open
    // A tablet that lies on the table shows nobody else's dialogs.
    val alone = open?.view?.alone == true
    val wide = maxWidth >= TwoPaneWidth && !alone
    val beside = maxWidth >= ThreePaneWidth && !alone
    val list = @Composable {
        val searching = model.searching
        if (searching != null) SearchPane(searching, labels, outside, model::open, model::closeSearch)
        else model.inbox?.let {
            val choose = { dialog: String, choice: String -> scope.launch { model.choose(dialog, choice) }.let {} }
            val actions = InboxActions(model::open, model::invite, onCode, model::openDevices, model::search, { jot -> model.placing = jot }, { act -> model.asked = act }, model::hold, choose, model::openArchived, nudge(model.devices, scope, outside))
            val selected = open?.dialog.takeIf { wide }
            val held = model.held()
            // Who listens instead of looking must not wander behind an open sheet.
            Box(Modifier.fillMaxSize().then(if (held != null) Modifier.clearAndSetSemantics {} else Modifier)) {
                if (model.showsArchived) {
                    outside.onBack(model::closeArchived)
                    ArchivedScreen(it.archived, labels, actions, model::closeArchived, selected)
                } else InboxScreen(it, labels, actions, selected = selected, problem = model.setting.problem ?: model.trying.problem ?: model.devices.trying.problem)
            }
            if (held != null) {
                outside.onBack(model::letGo)
                RowSheet(held, labels, { choice -> choose(held.dialog, choice) }, model::letGo)
            }
        }
        Unit
    }
    val dialog: (@Composable () -> Unit)? = open?.let { shown ->
        {
            outside.onBack(model::closeDialog)
            key(shown) { DialogPane(shown, labels, scope, outside, membersBeside = beside, onDialog = model::open, onBack = model::closeDialog.takeUnless { wide }) }
        }
    }
    val members: (@Composable () -> Unit)? = open?.view?.let { { MembersPane(it, labels, memberActions(open, scope, outside, model::open)) } }
    val escape = {
        when {
            open?.bringing != null -> open.closeBringing()
            open == null && model.searching != null -> model.closeSearch()
            open == null && model.showsArchived -> model.closeArchived()
            else -> model.closeDialog()
        }
    }
    val inviting = model.inviting
    when {
        inviting != null -> {
            outside.onBack(model::closeInvitation)
            val family = inviting.family
            if (family != null) HouseholdScreen(
                labels, family, inviting.trying.problem, inviting.trying.busy,
                { filled -> scope.launch { inviting.invite(filled)?.let(model::invited) } }, inviting::one, model::closeInvitation,
            )
            else InviteScreen(
                labels, inviting.draft, inviting.invitation, inviting.trying.problem, inviting.trying.busy,
                { filled -> scope.launch { inviting.make(filled) } }, outside.copy,
                { id -> scope.launch { inviting.print(id)?.let(outside::print) } }, { scope.launch { inviting.gather() } }, model::closeInvitation,
                mayBeSensitive = model.inbox?.mayBeSensitive == true,
                mayMatch = model.inbox?.mayMatch == true,
            )
        }
        model.showsDevices -> DevicesPane(model.devices, labels, scope, outside, another, model::closeDevices)
        wide -> TwoPane(labels.chooseDialog, escape, model::invite.takeIf { model.inbox?.mayInvite == true }, model::search, list, dialog, members)
        else -> (dialog ?: list)()
    }
    model.placing?.let {
        outside.onBack { model.placing = null }
        PlaceSheet(model.inbox?.places.orEmpty(), labels, { dialog -> scope.launch { model.place(dialog) } }) { model.placing = null }
    }
    model.asked?.let { act ->
        outside.onBack { model.asked = null }
        ActSheet(act, labels, { scope.launch { model.forget() } }, { model.asked = null })
    }
}
