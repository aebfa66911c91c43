// The invitation's screen with its model and the clipboard. Refuses a dialog of its own: the list shows it when it begins.
// Opened by Inside as a sheet.
import Samtale
import SamtaleModels
import SwiftUI

struct InvitePane: View {
    let model: InviteModel
    let labels: Labels
    /// A table is laid: its dialog shows who has come.
    let onTable: @MainActor (_ dialog: String) -> Void
    let onClose: Act
    @State private var made: Fetched?
    @Environment(\.palette) private var palette

    var body: some View {
        screen
            .saves($made)
            .foregroundStyle(palette.ink)
            .covered()
            .presentationBackground(palette.paper)
    }

    @ViewBuilder private var screen: some View {
        if let family = model.family {
            HouseholdScreen(model: family, labels: labels, onMake: { Task { if let dialog = await family.make() { onTable(dialog) } } }, onOne: { model.one() }, onBack: onClose)
        } else {
            InviteScreen(model: model, labels: labels, onMake: { Task { await model.make() } }, onCopy: copy, onPrint: print, onFamily: { model.gather() }, onBack: onClose)
        }
    }

    /// The letter, put where the person chooses, or printed from there.
    private func print(_ invitation: String) {
        Task { if let letter = await model.print(invitation) { made = Fetched(name: letter.name, bytes: letter.bytes) } }
    }
}
