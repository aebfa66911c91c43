// With whom one writes apart from the others: any of those who are in a dialog, each a line that is touched as a whole.
// Refuses to begin with nobody. Opened from the list of members.
import Samtale
import SwiftUI

struct AsideSheet: View {
    let view: AsideView
    let labels: Labels
    let onYes: @MainActor (_ people: [String]) -> Void
    let onNo: Act
    @State private var chosen: [String] = []
    @Environment(\.palette) private var palette

    var body: some View {
        Sheet(title: view.heading, close: labels.close, onClose: onNo) {
            Text(view.sentence).padding(.bottom, Space.one)
            ForEach(view.people, id: \.choice) { line($0, chosen.contains($0.choice)) }
            MainButton(words: view.yes, enabled: !chosen.isEmpty) { onYes(chosen) }.padding(.top, Space.wide)
            QuietButton(words: view.no, act: onNo).frame(maxWidth: .infinity)
        }
    }

    private func line(_ person: ChoiceView, _ on: Bool) -> some View {
        Button {
            if on { chosen.removeAll { $0 == person.choice } } else { chosen.append(person.choice) }
        } label: {
            HStack(spacing: Space.two) {
                Icon(on ? .chosen : .open, Face.title).foregroundStyle(on ? palette.fjord : palette.muted)
                Text(person.label).multilineTextAlignment(.leading).frame(maxWidth: .infinity, alignment: .leading)
            }
            .padding(.vertical, Space.one)
            .frame(minHeight: Space.touch)
            .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
        .accessibilityAddTraits(on ? .isSelected : [])
    }
}
