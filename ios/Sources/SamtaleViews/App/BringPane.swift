// The screen on which somebody is brought in, with its model and the clipboard. Refuses to close by itself: the link would be lost.
// Opened by DialogPane as a sheet.
import Samtale
import SamtaleModels
import SwiftUI

struct BringPane: View {
    let model: BringModel
    let labels: Labels
    let onClose: Act
    @State private var made: Fetched?
    @Environment(\.palette) private var palette

    var body: some View {
        BringScreen(model: model, labels: labels, onMake: { Task { await model.make() } }, onCopy: copy, onPrint: print, onBack: onClose)
            .saves($made)
            .foregroundStyle(palette.ink)
            .covered()
            .presentationBackground(palette.paper)
    }

    /// The letter, put where the person chooses, or printed from there.
    private func print(_ invitation: String) {
        Task { if let letter = await model.print(invitation) { made = Fetched(name: letter.name, bytes: letter.bytes) } }
    }
}
