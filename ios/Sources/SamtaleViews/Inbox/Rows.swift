// Rows of dialogs in the order they come in; the archived ones, and what takes the last of them back.
// Refuses to sort or to count. Shown by InboxScreen and Inside.
import Samtale
import SwiftUI

struct Rows: View {
    let rows: [InboxRow]
    /// What is asked above them, and scrolls with them.
    var ask: ActView?
    var foot: CGFloat = 0
    let actions: InboxActions
    @Binding var selected: String?
    @Environment(\.palette) private var palette

    var body: some View {
        List(selection: $selected) {
            if let ask, let answer = actions.onNudges {
                NudgeCard(ask: ask, onAnswer: answer)
                    .selectionDisabled()
                    .listRowInsets(EdgeInsets(top: 0, leading: 0, bottom: 0, trailing: 0))
                    .listRowSeparator(.hidden)
                    .listRowBackground(chosen(false))
            }
            ForEach(rows, id: \.dialog) { row in
                InboxLine(row: row) { actions.onChoose(row.dialog, $0) }
                    .listRowInsets(EdgeInsets(top: 1, leading: Space.half, bottom: 1, trailing: Space.half))
                    .listRowSeparator(.hidden)
                    .listRowBackground(chosen(row.dialog == selected))
            }
        }
        .listStyle(.plain)
        .scrollContentBackground(.hidden)
        .safeAreaInset(edge: .bottom) { Color.clear.frame(height: foot) }
    }

    private func chosen(_ yes: Bool) -> some View {
        Corner.card
            .fill(yes ? palette.sand.ground : palette.paper)
            .overlay { if yes, palette.outlined { Corner.card.strokeBorder(palette.outline, lineWidth: 2) } }
    }
}

/// Opens the dialogs that are out of the list.
struct ArchivedRow: View {
    let label: String
    let onOpen: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Button(action: onOpen) {
            HStack(spacing: Space.two) {
                Icon(.archive, Face.title).frame(width: 52)
                Text(label).font(Face.name)
            }
            .foregroundStyle(palette.muted)
            .padding(.horizontal, Space.two)
            .frame(maxWidth: .infinity, minHeight: 56, alignment: .leading)
            .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
    }
}

/// What was just archived; stays until something else is done.
struct UndoBar: View {
    let undo: UndoView
    let onUndo: Act
    @Environment(\.palette) private var palette

    var body: some View {
        HStack(spacing: Space.one) {
            Text(undo.text).font(Face.note).foregroundStyle(palette.sand.ink).frame(maxWidth: .infinity, alignment: .leading)
            QuietButton(words: undo.label, act: onUndo)
        }
        .padding(.leading, Space.side)
        .padding(.vertical, Space.half)
        .ground(palette.sand.ground, in: Corner.card, palette)
        .padding(Space.side)
    }
}

/// The dialogs that are out of the list, with the way back to it.
struct ArchivedScreen: View {
    let view: ArchivedView?
    let labels: Labels
    let actions: InboxActions
    @Binding var selected: String?
    let onBack: Act
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            HStack(spacing: Space.half) {
                IconButton(icon: .back, words: labels.back, act: onBack)
                Text(labels.archived).font(Face.title).frame(maxWidth: .infinity, alignment: .leading).accessibilityAddTraits(.isHeader)
            }
            .frame(minHeight: 64)
            .padding(.horizontal, Space.half)
            Rows(rows: view?.rows ?? [], actions: actions, selected: $selected)
        }
        .background(palette.paper)
    }
}
