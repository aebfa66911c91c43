// A dialog with its model: follows it while shown, and holds its sheets. Refuses a sheet for members who stand beside it.
// Shown by Inside.
import Samtale
import SamtaleModels
import SwiftUI

struct DialogPane: View {
    @Bindable var model: DialogModel
    let labels: Labels
    let membersBeside: Bool
    var stepUp: StepUpModel?
    let onDialog: @MainActor (_ dialog: String) -> Void
    @State private var fetched: Fetched?
    @State private var recording = microphone.map { Recording(recorder: $0) }
    @Environment(\.openURL) private var openPage
    @Environment(\.scenePhase) private var phase

    var body: some View {
        shown
            .task { await model.follow() }
            .onChange(of: model.draft.begun) { model.written() }
            .onDisappear {
                loudspeaker?.stop()
                recording?.forget()
                Task { await model.keepDraft() }
            }
            // Before the app is left, and with that locked.
            .onChange(of: phase) { if phase != .active { Task { await model.keepDraft() } } }
            .saves($fetched)
            .sheet(item: $model.sheet) { over($0) }
    }

    @ViewBuilder private func over(_ sheet: DialogSheet) -> some View {
        switch sheet {
        case .act(let act):
            ActSheet(act: act, labels: labels, onYes: { Task { await model.act(act) } }, onNo: model.closeSheet)
        case .bring(let bringing):
            BringPane(model: bringing, labels: labels, onClose: model.closeSheet)
        case .members:
            if let view = model.view {
                MembersSheet(
                    view: view, labels: labels,
                    actions: MemberActions(onAsk: model.ask, onBring: model.bring, onCopy: copy, onChoose: choose, onDialog: goes, onAside: model.chooseAside),
                    onClose: model.closeSheet
                )
            }
        case .aside(let aside):
            AsideSheet(view: aside, labels: labels, onYes: { people in Task { await model.takeAside(people) } }, onNo: model.closeSheet)
        case .consent(let consent):
            ConsentSheet(
                consent: consent, labels: labels, onAnswer: { answer(consent.proposal, $0) },
                onLater: model.closeSheet, onAsk: model.ask
            )
        }
    }

    @ViewBuilder private var shown: some View {
        if let view = model.view {
            DialogScreen(
                view: view, labels: labels, draft: model.draft, actions: actions, problem: model.problem ?? stepUp?.problem, sought: model.sought,
                goes: model.goes, onGone: { model.goes = nil }
            )
        } else if let problem = model.problem {
            ProblemNotice(problem: problem, retry: labels.retry).padding(Space.side)
        } else {
            Color.clear
        }
    }

    private var actions: DialogActions {
        DialogActions(
            onMembers: { model.showsMembers = !membersBeside },
            onSend: { Task { await model.send() } },
            onAnswer: answer,
            onMore: { model.openConsent($0) },
            onRetry: { post in Task { await model.retry(post: post) } },
            onAsk: model.ask,
            onEarlier: { model.loadEarlier() },
            onCopy: copy,
            photo: { await model.photo(file: $0) },
            onFound: model.found,
            said: said,
            recording: recording,
            onChoose: choose,
            onLogin: login,
            onPrint: { invitation in
                Task { if let letter = await model.print(invitation) { fetched = Fetched(name: letter.name, bytes: letter.bytes) } }
            }
        )
    }

    private var said: SaidActions {
        SaidActions(
            onReact: { token in Task { await model.react(token) } },
            onAnswer: { model.draft.answer($0) },
            onEdit: { model.draft.edit($0) },
            onPage: { page in if let url = URL(string: page) { openPage(url) } },
            onDialog: onDialog,
            onFile: { file in
                Task { if let bytes = await model.file(file) { fetched = Fetched(name: file.name, bytes: bytes) } }
            },
            onVoice: { voice in if let loudspeaker { Task { await model.voice(voice, loudspeaker) } } },
            onQuote: { model.goes = $0 },
            playing: model.playing
        )
    }

    /// From the sheet to another dialog of the case.
    private func goes(to dialog: String) {
        model.closeSheet()
        onDialog(dialog)
    }

    /// Opens the page of the login that the dialog asks for.
    private func login() {
        Task {
            guard let page = await stepUp?.begin(model.dialog).flatMap(URL.init(string:)) else { return }
            openPage(page)
        }
    }

    private func choose(_ choice: String) {
        Task { await model.choose(choice) }
    }

    private func answer(_ proposal: String, _ answer: Answer) {
        Task { await model.answer(proposal, answer) }
    }
}
