// A quiet button for something that can be done; what takes something away is in the colour of warning.
// Refuses to do it: the question comes first. Pressed among members and devices and on an answered consent.
import Samtale
import SwiftUI

/// Asks about an act before it is done.
typealias Ask = @MainActor (_ act: ActView) -> Void

struct ActButton: View {
    let act: ActView
    let onAsk: Ask
    @Environment(\.palette) private var palette
    @Environment(\.isEnabled) private var enabled

    var body: some View {
        Button(role: act.role) {
            onAsk(act)
        } label: {
            Text(act.label)
                .font(Face.name)
                .multilineTextAlignment(.leading)
                .frame(minHeight: Space.touch)
                .foregroundStyle(!enabled ? palette.muted : act.grave ? palette.rose : palette.fjord)
                .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
    }
}

/// All that can be done, one below the other; nothing when that is nothing.
struct ActButtons: View {
    let acts: [ActView]
    let onAsk: Ask

    var body: some View {
        ForEach(acts, id: \.act) { ActButton(act: $0, onAsk: onAsk) }
    }
}

/// The same in a menu of the system's own, or read aloud: there the system draws.
struct ActMenu: View {
    let acts: [ActView]
    let onAsk: Ask

    var body: some View {
        ForEach(acts, id: \.act) { act in
            Button(act.label, role: act.role) { onAsk(act) }
        }
    }
}

extension ActView {
    var role: ButtonRole? { grave ? .destructive : nil }
}
