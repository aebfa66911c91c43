// Something that is on or off, and what follows from it. Refuses to remember: it shows what it is given.
// Shown among what is set, and where a dialog is begun.
import SwiftUI

/// Something that is on or off, and what follows; the switch shows what the core has.
struct OnOrOff: View {
    let on: Bool
    let label: String
    let help: String
    let onChange: @MainActor (_ on: Bool) -> Void
    @Environment(\.palette) private var palette

    var body: some View {
        Toggle(isOn: Binding(get: { on }, set: { onChange($0) })) {
            VStack(alignment: .leading, spacing: Space.hair) {
                Text(label).font(Face.name)
                Text(help).font(Face.note).foregroundStyle(palette.muted)
            }
        }
        .frame(minHeight: Space.touch)
        .padding(.top, Space.wide)
    }
}
