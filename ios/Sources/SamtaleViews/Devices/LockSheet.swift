// When the app locks after it was left: a row that says what is set, and the sheet it opens.
// Refuses other times than the core offers. Shown among the devices.
import Samtale
import SwiftUI

struct LockRow: View {
    let lock: LockView
    let labels: Labels
    let onOpen: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Button(action: onOpen) {
            VStack(alignment: .leading, spacing: Space.hair) {
                Text(labels.lock).font(Face.name)
                Text(lock.now).font(Face.note).foregroundStyle(palette.muted)
            }
            .frame(maxWidth: .infinity, minHeight: Space.touch, alignment: .leading)
            .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
        .padding(.top, Space.wide)
    }
}

struct LockSheet: View {
    let lock: LockView
    let labels: Labels
    let onChoose: @MainActor (_ minutes: UInt32) -> Void
    let onClose: Act

    var body: some View {
        Sheet(title: labels.lock, close: labels.close, onClose: onClose) {
            Choices(name: labels.lockHelp, choices: choices, chosen: chosen).padding(.top, Space.one)
        }
        .presentationDetents([.medium, .large])
    }

    private var choices: [ChoiceView] {
        lock.choices.map { ChoiceView(choice: String($0.minutes), label: $0.label) }
    }

    private var chosen: Binding<String> {
        Binding(
            get: { lock.choices.first(where: \.chosen).map { String($0.minutes) } ?? "" },
            set: { if let minutes = UInt32($0) { onChoose(minutes) } }
        )
    }
}
