// The dialogs of a person who is inside: the list, and the one that is open. Refuses to lose a draft when another is opened,
// and to show what the core has closed.
// Shown by Door; on a phone one above the other, with room side by side.
import Samtale
import SamtaleModels
import SwiftUI

struct Inside: View {
    private let session: any SessionSource
    private let labels: Labels
    private let language: Language
    private let another: Another?
    private let onCode: Act
    private let onEnd: Act
    private let stepUp: StepUpModel?
    @State private var inbox: InboxModel
    @State private var selected: String?
    @State private var dialogs: [String: DialogModel] = [:]
    @State private var inviting: InviteModel?
    @State private var devices: DevicesModel
    @State private var showsDevices = false
    @State private var searching: SearchModel?

    init(session: any SessionSource, labels: Labels, language: Language, announcer: (any Announcer)?, another: Another?, stepUp: StepUpModel?, onCode: @escaping Act, onEnd: @escaping Act) {
        self.session = session
        self.labels = labels
        self.language = language
        self.another = another
        self.stepUp = stepUp
        self.onCode = onCode
        self.onEnd = onEnd
        _inbox = State(initialValue: InboxModel(session: session, language: language, announcer: announcer))
        _devices = State(initialValue: DevicesModel(session: session, language: language, announcer: announcer))
    }

    var body: some View {
        GeometryReader { area in
            if area.size.width >= TwoPane<InboxScreen, DialogPane, MembersPane>.least && !alone {
                wide(area.size.width)
            } else {
                narrow
            }
        }
        .task {
            await inbox.follow()
            if !Task.isCancelled { onEnd() }
        }
        .onChange(of: inbox.view?.devices) { devices.show(inbox.view?.devices ?? []) }
        .onChange(of: inbox.view?.logOut) { devices.show(logOut: inbox.view?.logOut) }
        .onChange(of: inbox.view?.receipts) { devices.show(receipts: inbox.view?.receipts ?? true) }
        .onChange(of: inbox.view?.nudges) { if let now = inbox.view?.nudges { devices.show(nudges: now) } }
        .onChange(of: selected) { if let selected { open(selected) } }
        .sheet(item: $inviting) { model in
            InvitePane(model: model, labels: labels, onTable: { dialog in (inviting, selected) = (nil, dialog) }, onClose: { inviting = nil })
        }
        .sheet(item: $inbox.placing) { _ in
            PlaceSheet(places: inbox.view?.places ?? [], labels: labels, onPlace: { place(in: $0) }, onClose: { inbox.placing = nil })
        }
        .sheet(item: $inbox.asked) { act in
            ActSheet(act: act, labels: labels, onYes: { Task { await inbox.forget() } }, onNo: { inbox.asked = nil })
        }
        .sheet(isPresented: $showsDevices) {
            DevicesPane(model: devices, labels: labels, another: another) { showsDevices = false }
        }
    }

    /// A tablet that lies on the table shows nobody else's dialogs.
    private var alone: Bool {
        selected.flatMap { dialogs[$0]?.view?.alone } ?? false
    }

    private var narrow: some View {
        NavigationStack {
            list
                .toolbar(.hidden)
                .navigationDestination(item: $selected) { id in
                    if let model = dialogs[id] {
                        DialogPane(model: model, labels: labels, membersBeside: false, stepUp: stepUp, onDialog: { selected = $0 })
                            .toolbarTitleDisplayMode(.inline)
                    }
                }
        }
    }

    private func wide(_ width: CGFloat) -> some View {
        let open = selected.flatMap { dialogs[$0] }
        let beside = width >= 1200
        return TwoPane(choose: labels.chooseDialog, chosen: open != nil, wide: width) {
            list
        } dialog: {
            if let open { DialogPane(model: open, labels: labels, membersBeside: beside, stepUp: stepUp, onDialog: { selected = $0 }).id(open.dialog) }
        } members: {
            if let open, let view = open.view {
                MembersPane(view: view, labels: labels, actions: MemberActions(
                    onAsk: open.ask, onBring: open.bring, onCopy: copy, onChoose: { choice in Task { await open.choose(choice) } },
                    onDialog: { selected = $0 }, onAside: open.chooseAside
                ))
            }
        }
    }

    @ViewBuilder private var list: some View {
        if let searching {
            SearchPane(model: searching, labels: labels, onOpen: open, onBack: { self.searching = nil })
        } else if let view = inbox.view {
            if inbox.showsArchived {
                ArchivedScreen(view: view.archived, labels: labels, actions: actions, selected: $selected) { inbox.showsArchived = false }
            } else {
                InboxScreen(view: view, labels: labels, actions: actions, selected: $selected, problem: inbox.problem ?? devices.problem)
            }
        } else {
            Color.clear
        }
    }

    /// Answers whether it may be said that there is news; nil where there is no place for it.
    private var nudge: (@MainActor (Bool) -> Void)? {
        guard devices.mayTell else { return nil }
        return { on in Task { await devices.nudge(on) } }
    }

    private var actions: InboxActions {
        InboxActions(
            onNew: invite, onCode: onCode, onDevices: openDevices, onSearch: search,
            onPlace: { inbox.placing = $0 }, onAsk: { inbox.asked = $0 },
            onChoose: { dialog, choice in Task { await inbox.choose(dialog, choice) } },
            onArchived: { inbox.showsArchived = true },
            onNudges: nudge
        )
    }

    private func open(_ dialog: String) {
        guard dialogs[dialog] == nil else { return }
        dialogs[dialog] = DialogModel(session: session, dialog: dialog, language: language)
    }

    /// Puts what was written before the door was open into a dialog, and goes there.
    private func place(in dialog: String) {
        open(dialog)
        guard let model = dialogs[dialog] else { return }
        Task { if await inbox.place(in: model) { selected = dialog } }
    }

    /// Opens what was found, at its place.
    private func open(_ found: SearchRow) {
        open(found.dialog)
        selected = found.dialog
        dialogs[found.dialog]?.seek(found.post)
    }

    private func search() {
        searching = SearchModel(session: session, language: language)
    }

    private func openDevices() {
        devices.open()
        showsDevices = true
    }

    private func invite() {
        let (sensitive, match) = (inbox.view?.mayBeSensitive ?? false, inbox.view?.mayMatch ?? false)
        inviting = InviteModel(session: session, language: language, mayBeSensitive: sensitive, mayMatch: match)
    }
}
