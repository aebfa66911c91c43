// A field with its name above it, large enough for a thumb. Refuses a hint in place of a name: it would vanish when one writes.
// Filled in on the code and invitation screens.
import SwiftUI

struct Field: View {
    let name: String
    @Binding var value: String
    var lines = 1
    var capitals = true
    /// Only digits are written here; white space between them is forgiven.
    var digits = false
    /// Said below it, and with its name to whoever cannot see it there.
    var help: String?
    var done: Act = {}
    @FocusState private var focused: Bool
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: 6) {
            Text(name)
                .font(Face.label)
                .foregroundStyle(focused ? palette.fjord : palette.muted)
                .accessibilityHidden(true)
            written
                .focused($focused)
                .numbers(digits)
                .autocorrectionDisabled(!capitals)
                .onSubmit(done)
                .padding(.horizontal, Space.side)
                .padding(.vertical, Space.two)
                .frame(minHeight: Space.button)
                .background(palette.surface, in: Corner.button)
                .overlay {
                    Corner.button.strokeBorder(focused ? palette.fjord : palette.outline, lineWidth: focused ? 2 : 1)
                }
                .accessibilityLabel([name, help].compactMap { $0 }.joined(separator: ". "))
            if let help {
                Text(help).font(Face.note).foregroundStyle(palette.muted).accessibilityHidden(true)
            }
        }
    }

    @ViewBuilder private var written: some View {
        if lines == 1 {
            TextField(String(), text: $value).submitLabel(.done)
        } else {
            TextField(String(), text: $value, axis: .vertical).lineLimit(lines...lines + 3)
        }
    }
}

extension View {
    /// The keyboard of digits, where there is one.
    @ViewBuilder fileprivate func numbers(_ wanted: Bool) -> some View {
        #if os(iOS) || os(Linux)
        keyboardType(wanted ? .numberPad : .default)
        #else
        self
        #endif
    }
}
