// The invitation's screen with its model and the clipboard. Refuses to keep the text longer than it is needed.
// Opened by Inside as a sheet.
import Samtale
import SamtaleModels
import SwiftUI

#if canImport(UIKit)
import UIKit
import UniformTypeIdentifiers
#endif

struct InvitePane: View {
    let model: InviteModel
    let labels: Labels
    let onClose: Act
    @Environment(\.palette) private var palette

    var body: some View {
        InviteScreen(model: model, labels: labels, onMake: { Task { await model.make() } }, onCopy: copy, onBack: onClose)
            .foregroundStyle(palette.ink)
            .presentationBackground(palette.paper)
    }

    /// For this device only, and gone after ten minutes: the link is a secret.
    private func copy(_ text: String) {
        #if canImport(UIKit)
        UIPasteboard.general.setItems(
            [[UTType.utf8PlainText.identifier: text]],
            options: [.localOnly: true, .expirationDate: Date(timeIntervalSinceNow: 600)]
        )
        #endif
    }
}
