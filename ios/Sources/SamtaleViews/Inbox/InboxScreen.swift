// The list of dialogs, newest first. Refuses to sort or to count: the view has done it.
// Shown by Inside, alone on a phone and to the left on a tablet.
import Samtale
import SwiftUI

/// What can be done in the list. `onCode` is for the empty list's one button.
struct InboxActions {
    let onNew: Act
    let onCode: Act
    let onDevices: Act
    let onSearch: Act
    let onPlace: @MainActor (JotView) -> Void
    let onAsk: Ask
    let onChoose: @MainActor (_ dialog: String, _ choice: String) -> Void
    let onArchived: Act
    /// Whether it may be said that there is news; nil where the system has no place for it.
    let onNudges: (@MainActor (_ on: Bool) -> Void)?
}

extension InboxView {
    /// Only what is about the connection wears the cloud.
    var noticeIcon: Icons { noticeOffline ? .cloudOff : .info }
}

struct InboxScreen: View {
    let view: InboxView
    let labels: Labels
    let actions: InboxActions
    @Binding var selected: String?
    var problem: ProblemView?
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            HStack(spacing: 10) {
                Mark(side: 28)
                Text(view.title).font(Face.title).frame(maxWidth: .infinity, alignment: .leading).accessibilityAddTraits(.isHeader)
                IconButton(icon: .search, words: labels.search, color: palette.muted, act: actions.onSearch)
                    .keyboardShortcut("k", modifiers: .command)
                IconButton(icon: .devices, words: labels.devices, color: palette.muted, act: actions.onDevices)
            }
            .frame(minHeight: 64)
            .padding(.leading, Space.side)
            .padding(.trailing, Space.half)
            if let notice = view.notice { Notice(text: notice, icon: view.noticeIcon).padding(.bottom, Space.one) }
            if let problem { ProblemNotice(problem: problem, retry: labels.retry).padding(.horizontal, Space.side) }
            if !view.jots.isEmpty {
                Jots(jots: view.jots, labels: labels, placeable: !view.places.isEmpty, onPlace: actions.onPlace, onAsk: actions.onAsk)
            }
            if let empty = view.empty, view.rows.isEmpty {
                nothing(empty.sentence, empty.button)
            } else {
                Rows(rows: view.rows, ask: view.nudges.ask, foot: view.mayInvite ? 76 : 0, actions: actions, selected: $selected)
            }
            // Beside the button that begins a dialog, never below it.
            VStack(spacing: 0) {
                if let archived = view.archived { ArchivedRow(label: archived.label, onOpen: actions.onArchived) }
                if let undo = view.undo { UndoBar(undo: undo) { actions.onChoose(undo.dialog, undo.choice) } }
            }
            .padding(.trailing, view.mayInvite ? 76 : 0)
        }
        .background(palette.paper)
        .overlay(alignment: .bottomTrailing) { if view.mayInvite { new } }
    }

    private func nothing(_ sentence: String, _ button: String) -> some View {
        VStack(spacing: Space.wide) {
            Mark(side: 72)
            Text(sentence).foregroundStyle(palette.muted).multilineTextAlignment(.center)
            MainButton(words: button, act: actions.onCode)
        }
        .frame(maxWidth: Space.column)
        .padding(.horizontal, Space.far)
        .frame(maxWidth: .infinity, maxHeight: .infinity)
    }

    private var new: some View {
        Button(action: actions.onNew) {
            Icon(.plus, Face.title)
                .foregroundStyle(palette.own.ink)
                .frame(width: 60, height: 60)
                .ground(palette.own.ground, in: Corner.card, palette)
                .shadow(radius: palette.outlined ? 0 : 4)
        }
        .buttonStyle(.plain)
        .keyboardShortcut("n", modifiers: .command)
        .accessibilityLabel(labels.newDialog)
        .padding(Space.side)
    }
}
