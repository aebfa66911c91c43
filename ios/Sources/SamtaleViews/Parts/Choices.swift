// A few things to choose one from, with their name above; which one is chosen is drawn and read aloud.
// Refuses none and more than one. Filled in where somebody is brought into a dialog.
import Samtale
import SwiftUI

struct Choices: View {
    let name: String
    let choices: [ChoiceView]
    @Binding var chosen: String
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: 6) {
            Text(name).font(Face.label).foregroundStyle(palette.muted).accessibilityAddTraits(.isHeader)
            VStack(spacing: 0) {
                ForEach(choices, id: \.choice) { line($0, $0.choice == chosen) }
            }
            .padding(.vertical, Space.half)
            .background(palette.surface, in: Corner.button)
            .overlay { Corner.button.strokeBorder(palette.outline, lineWidth: 1) }
        }
        .accessibilityElement(children: .contain)
    }

    /// Touched as a whole.
    private func line(_ choice: ChoiceView, _ on: Bool) -> some View {
        Button {
            chosen = choice.choice
        } label: {
            HStack(spacing: Space.two) {
                Icon(on ? .chosen : .open, Face.title).foregroundStyle(on ? palette.fjord : palette.muted)
                Text(choice.label).multilineTextAlignment(.leading).frame(maxWidth: .infinity, alignment: .leading)
            }
            .padding(.horizontal, Space.side)
            .padding(.vertical, Space.one)
            .frame(minHeight: Space.touch)
            .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
        .accessibilityAddTraits(on ? .isSelected : [])
    }
}
