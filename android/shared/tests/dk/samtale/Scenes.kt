// Every screen with its sample, by name. Refuses a screen without a picture: tests and pictures walk this list.
// Drawn by the picture tests of both apps.
package dk.samtale

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dk.samtale.consent.ConsentSheet
import dk.samtale.core.AttachedDraft
import dk.samtale.core.DialogView
import dk.samtale.core.ItemView
import dk.samtale.devices.DeviceActions
import dk.samtale.devices.DeviceLinkScreen
import dk.samtale.devices.DevicesScreen
import dk.samtale.devices.Doing
import dk.samtale.devices.LockSheet
import dk.samtale.devices.PaperScreen
import dk.samtale.dialog.ActSheet
import dk.samtale.dialog.AsideSheet
import dk.samtale.dialog.AttachSheet
import dk.samtale.dialog.BubbleSheet
import dk.samtale.dialog.DialogActions
import dk.samtale.dialog.DialogScreen
import dk.samtale.dialog.Draft
import dk.samtale.dialog.HeldActions
import dk.samtale.dialog.MemberActions
import dk.samtale.dialog.MembersPane
import dk.samtale.dialog.MembersSheet
import dk.samtale.inbox.ArchivedScreen
import dk.samtale.inbox.InboxActions
import dk.samtale.inbox.InboxScreen
import dk.samtale.inbox.PlaceSheet
import dk.samtale.inbox.RowSheet
import dk.samtale.invite.BringScreen
import dk.samtale.invite.Bringing
import dk.samtale.invite.Gathering
import dk.samtale.invite.HouseholdScreen
import dk.samtale.invite.InviteDraft
import dk.samtale.invite.InviteScreen
import dk.samtale.onboarding.CodeScreen
import dk.samtale.onboarding.JotterActions
import dk.samtale.onboarding.JotterScreen
import dk.samtale.onboarding.LockScreen
import dk.samtale.onboarding.LockedPerson
import dk.samtale.onboarding.LoginScreen
import dk.samtale.onboarding.PeopleScreen
import dk.samtale.onboarding.VouchingScreen
import dk.samtale.onboarding.WelcomeScreen
import dk.samtale.search.SearchActions
import dk.samtale.search.SearchScreen
import dk.samtale.tablet.TwoPane
import dk.samtale.theme.Theme

val pixels by lazy { landscape() }

fun dialogActions(back: Boolean = true, onChoose: (choice: String) -> Unit = {}) = DialogActions(
    onBack = {}.takeIf { back }, onMembers = {}, onAttach = {}, send = { _, _ -> true },
    onAnswer = { _, _ -> }, onMore = {}, onEarlier = {}, onCopy = {}, onRetry = {}, onHold = {}, onAsk = {}, photo = { pixels }, onChoose = onChoose,
)

val jotterActions = JotterActions({}, {}, {}, {}, {})
val inboxActions = InboxActions({}, {}, {}, {}, {}, onNudges = {})
val deviceActions = DeviceActions({}, {}, {}, { _, _ -> }, {}, {})
val lockedPerson = with(Samples.phone(1)) { LockedPerson(chosen!!, other, {}, {}) }
val searchActions = SearchActions({}, {}, {}, {})
val memberActions = MemberActions({}, {})
val heldActions = HeldActions({}, {}, {}, {})

/** A screen by name; `wide` ones need a tablet. */
class Scene(val name: String, val wide: Boolean = false, val content: @Composable () -> Unit)

val scenes = listOf(
    Scene("code") { CodeScreen(danish, "", {}, null, false) {} },
    Scene("code-problem") { CodeScreen(danish, "K7QF-9M2T", {}, Samples.offline, false) {} },
    Scene("code-have") { CodeScreen(danish, "", {}, null, false, onDigits = {}) {} },
    Scene("code-paper") { CodeScreen(danish, "K7QF-9M2T", {}, null, false, digits = Samples.paper.groups.joinToString(" "), onDigits = {}) {} },
    Scene("welcome") { WelcomeScreen(Samples.welcome, danish, null, {}) {} },
    Scene("vouching") { VouchingScreen(Samples.vouching, danish, null, {}) {} },
    Scene("welcome-logins") { WelcomeScreen(Samples.welcomeByMany, danish, null, {}) {} },
    Scene("login") { LoginScreen(danish, null, {}) {} },
    Scene("lock") { LockScreen(danish, null, false) {} },
    Scene("people") { PeopleScreen(Samples.phone(), danish, null) {} },
    Scene("lock-shared") { LockScreen(danish, null, false, lockedPerson) {} },
    Scene("jotter") { JotterScreen(Samples.jotter, danish, "Jeg er ved hytten", "Ali", null, false, jotterActions) },
    Scene("inbox-jots") { InboxScreen(Samples.jots, danish, inboxActions) },
    Scene("place") { PlaceSheet(Samples.jots.places, danish, {}) {} },
    Scene("inbox") { InboxScreen(Samples.inbox, danish, inboxActions) },
    Scene("inbox-nudges") { InboxScreen(Samples.inbox.copy(nudges = Samples.unasked), danish, inboxActions) },
    Scene("inbox-empty") { InboxScreen(Samples.nobody, danish, inboxActions) },
    Scene("inbox-staff") { InboxScreen(Samples.staff.copy(notice = Samples.troubled.notice, noticeOffline = true), danish, inboxActions) },
    Scene("inbox-warned") { InboxScreen(Samples.warned, danish, inboxActions) },
    Scene("devices-shared") { DevicesScreen(Samples.devices, danish, null, null, deviceActions, another = Samples.letIn) },
    Scene("devices-let-in") { Box(Modifier.background(Theme.colors.paper)) { DevicesScreen(Samples.devices, danish, null, null, deviceActions); ActSheet(Samples.letIn, danish, {}) {} } },
    Scene("inbox-mine") { InboxScreen(Samples.mine, danish, inboxActions) },
    Scene("inbox-archived") { ArchivedScreen(Samples.mine.archived, danish, inboxActions, {}) },
    Scene("inbox-row") { Box { InboxScreen(Samples.mine, danish, inboxActions); RowSheet(Samples.mine.rows[1], danish, {}) {} } },
    Scene("dialog-folded") { DialogScreen(Samples.folded, danish, Draft(), dialogActions()) },
    Scene("act-block") { Over { ActSheet(Samples.block, danish, {}) {} } },
    Scene("devices-lock") { Box(Modifier.background(Theme.colors.paper)) { DevicesScreen(Samples.devices, danish, null, null, deviceActions, lock = Samples.lock); LockSheet(Samples.lock, danish, {}) {} } },
    Scene("devices") { DevicesScreen(Samples.devices, danish, null, null, deviceActions, lock = Samples.lock, nudges = Samples.nudges) },
    Scene("devices-one") { DevicesScreen(Samples.devices.take(1), danish, Doing.Add, null, deviceActions) },
    Scene("devices-problem") { DevicesScreen(Samples.devices, danish, Doing.Act("v2"), Samples.offline, deviceActions) },
    Scene("devices-log-out") { Box(Modifier.background(Theme.colors.paper)) { DevicesScreen(Samples.devices, danish, null, null, deviceActions, logOut = Samples.logOut); ActSheet(Samples.logOut, danish, {}) {} } },
    Scene("devices-out") { DevicesScreen(Samples.out, danish, null, null, deviceActions, logOut = Samples.logOut) },
    Scene("devices-remove") { Box(Modifier.background(Theme.colors.paper)) { DevicesScreen(Samples.devices, danish, null, null, deviceActions); ActSheet(Samples.removeDevice, danish, {}) {} } },
    Scene("device-link") { DeviceLinkScreen(Samples.deviceLink, danish, {}) {} },
    Scene("paper") { PaperScreen(Samples.paper, danish) {} },
    Scene("search") { SearchScreen("onsdag", Samples.found, danish, searchActions) },
    Scene("search-nothing") { SearchScreen("torsdag", Samples.nothing, danish, searchActions) },
    Scene("dialog-typing") { DialogScreen(Samples.typing, danish, Draft(), dialogActions()) },
    Scene("dialog") { DialogScreen(Samples.dialog, danish, Draft(), dialogActions()) },
    Scene("dialog-consent") { DialogScreen(Samples.asked, danish, Draft(), dialogActions()) },
    Scene("dialog-trouble") { DialogScreen(Samples.troubled, danish, Draft("Jeg kommer lidt senere"), dialogActions()) },
    Scene("dialog-photo") { DialogScreen(Samples.dialog, danish, Draft("Se her", pixels), dialogActions(), problem = Samples.tooLarge) },
    Scene("dialog-closed") { DialogScreen(Samples.closed, danish, Draft(), dialogActions()) },
    Scene("dialog-two-stories") { DialogScreen(Samples.twoStories, danish, Draft(), dialogActions()) },
    Scene("dialog-three") { DialogScreen(Samples.three, danish, Draft("Kære begge to.\nTak for i dag.\nJeg tænker over det.\nVi tales ved."), dialogActions()) },
    Scene("dialog-agreed") { DialogScreen(Samples.three.copy(items = Samples.three.items + ItemView.Consent(Samples.agreed)), danish, Draft(), dialogActions()) },
    Scene("members") { Over { MembersSheet(Samples.three, danish, memberActions) {} } },
    Scene("members-led") { Over { MembersSheet(Samples.led, danish, memberActions) {} } },
    Scene("members-apart") { Over { MembersSheet(Samples.apart, danish, memberActions) {} } },
    Scene("aside") { Over { AsideSheet(Samples.some, danish, {}) {} } },
    Scene("dialog-apart") { DialogScreen(Samples.apart, danish, Draft(), dialogActions()) },
    Scene("bubble") { Over { BubbleSheet(Samples.bubble("b3"), danish, heldActions) {} } },
    Scene("dialog-said") { DialogScreen(Samples.said, danish, Draft(), dialogActions()) },
    Scene("dialog-answers") { DialogScreen(Samples.said, danish, Draft("Ja, det passer").apply { answer(Samples.bubble("s2").answer!!) }, dialogActions()) },
    Scene("dialog-edits") { DialogScreen(Samples.said, danish, Draft().apply { edit(Samples.bubble("s3").edit!!) }, dialogActions()) },
    Scene("dialog-file") { DialogScreen(Samples.said, danish, Draft().apply { attach(AttachedDraft.File(pixels, "Skema.pdf", "application/pdf")) }, dialogActions()) },
    Scene("attach") { Over { AttachSheet(danish, {}, {}) {} } },
    Scene("act") { Over { ActSheet(Samples.erase, danish, {}) {} } },
    Scene("act-withdraw") { Over { ActSheet(Samples.withdraw, danish, {}) {} } },
    Scene("act-reopen") { Over { ActSheet(Samples.reopen, danish, {}) {} } },
    Scene("consent") { Over { ConsentSheet(Samples.consent, danish, {}, {}) {} } },
    Scene("consent-agreed") { Over { ConsentSheet(Samples.agreed, danish, {}, {}) {} } },
    Scene("bring") { BringScreen(danish, Bringing(Samples.bring), null, null, false, {}, {}, {}, {}) },
    Scene("bring-problem") { BringScreen(danish, filledIn(), null, Samples.offline, false, {}, {}, {}, {}) },
    Scene("bring-ready") { BringScreen(danish, filledIn(), Samples.invitation, null, false, {}, {}, {}, {}) },
    Scene("invite") { InviteScreen(danish, InviteDraft().apply { name = "Karen Holm"; topic = "Job og uddannelse"; purpose = "At finde en uddannelse, der passer til dig." }, null, null, false, {}, {}, {}, {}, {}) },
    Scene("invite-sensitive") { InviteScreen(danish, InviteDraft().apply { name = "Karen Holm"; topic = "Job og uddannelse"; purpose = "At finde en uddannelse, der passer til dig."; sensitive = true }, null, null, false, {}, {}, {}, {}, {}, mayBeSensitive = true, mayMatch = true) },
    Scene("dialog-once-more") { DialogScreen(Samples.once, danish, Draft(), dialogActions()) },
    Scene("dialog-awaits") { DialogScreen(Samples.awaits, danish, Draft(), dialogActions()) },
    Scene("invite-ready") { InviteScreen(danish, InviteDraft(), Samples.invitation, null, false, {}, {}, {}, {}, {}) },
    Scene("invite-family") { HouseholdScreen(danish, gathered(), null, false, {}, {}) {} },
    Scene("table") { DialogScreen(Samples.atTable, danish, Draft(), dialogActions()) },
    Scene("table-begun") { DialogScreen(Samples.begun, danish, Draft(), dialogActions()) },
    Scene("invitation-out") { DialogScreen(Samples.awaited, danish, Draft(), dialogActions()) },
    Scene("invitation-code") { DialogScreen(Samples.awaited.copy(items = listOf(ItemView.Invitation(Samples.coded))), danish, Draft(), dialogActions()) },
    Scene("tablet", wide = true) { Tablet() },
    Scene("tablet-empty", wide = true) {
        TwoPane(danish.chooseDialog, {}, {}, {}, { InboxScreen(Samples.staff, danish, inboxActions) }, null, null)
    },
    Scene("tablet-consent", wide = true) { Box { Tablet(); ConsentSheet(Samples.consent, danish, {}, {}) {} } },
    Scene("tablet-act", wide = true) { Tablet { ActSheet(Samples.close, danish, {}) {} } },
    Scene("tablet-devices", wide = true) { DevicesScreen(Samples.devices, danish, null, null, deviceActions) },
    Scene("tablet-device-link", wide = true) { DeviceLinkScreen(Samples.deviceLink, danish, {}) {} },
    Scene("tablet-paper", wide = true) { PaperScreen(Samples.paper, danish) {} },
    Scene("tablet-two-stories", wide = true) { Tablet(with(Samples.twoStories) { Samples.asAli.copy(mayWrite = mayWrite, whyNot = whyNot, evidence = evidence) }) },
    Scene("tablet-table", wide = true) { DialogScreen(Samples.atTable, danish, Draft(), dialogActions()) },
    Scene("tablet-bring", wide = true) { Tablet { BringScreen(danish, filledIn(), null, null, false, {}, {}, {}, {}) } },
)

@Composable
private fun Over(sheet: @Composable () -> Unit) = Box(Modifier.fillMaxSize().background(Theme.colors.paper)) {
    DialogScreen(Samples.asked, danish, Draft(), dialogActions())
    sheet()
}

private fun gathered() = Gathering(Samples.household).apply {
    add()
    for ((seat, name) in seats.zip(listOf("Karen Holm", "Bo Lind", "Inge Holm"))) seat.name = name
    seats[2].kin = "relative"
    topic = "Idas skolestart"
    purpose = "At Ida får en god start i skolen."
}

private fun filledIn() = Bringing(Samples.bring).apply { name = "Mette Vind"; purpose = "At hjælpe med at finde ro, når Karen starter på skolen." }

@Composable
private fun Tablet(view: DialogView = Samples.asAli, over: @Composable () -> Unit = {}) {
    TwoPane(
        danish.chooseDialog, {}, {}, {},
        { InboxScreen(Samples.staff, danish, inboxActions, selected = "d1") },
        {
            Box {
                DialogScreen(view, danish, Draft(), dialogActions(back = false))
                over()
            }
        },
        { MembersPane(Samples.led, danish, memberActions) },
    )
}
