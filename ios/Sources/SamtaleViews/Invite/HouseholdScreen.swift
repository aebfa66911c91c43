// A caseworker begins a dialog with a family: who sits at the table, what it is about, then one link for all of them.
// Refuses fewer and more people than the core gave, and a family in which nobody answers. Opened from InviteScreen.
import Samtale
import SamtaleModels
import SwiftUI

struct HouseholdScreen: View {
    @Bindable var model: HouseholdModel
    let labels: Labels
    let onMake: Act
    let onOne: Act
    let onBack: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Page(back: Back(words: labels.back, act: onBack)) {
            Text(labels.newDialog).font(Face.display).accessibilityAddTraits(.isHeader)
            QuietButton(words: labels.householdOne, act: onOne).padding(.leading, -Space.two)
            Text(labels.householdHelp).foregroundStyle(palette.muted).padding(.bottom, Space.side)
            VStack(alignment: .leading, spacing: 20) {
                ForEach(model.seats) { Seat(seat: $0, model: model, labels: labels) }
                if model.mayAdd { QuietButton(words: labels.householdAdd, icon: .plus, act: { model.add() }).padding(.leading, -Space.two) }
                Field(name: labels.inviteTopic, value: $model.topic)
                Field(name: labels.invitePurpose, value: $model.purpose, lines: 2)
                Field(name: labels.inviteFirst, value: $model.first, lines: 3)
            }
            if let problem = model.problem {
                ProblemNotice(problem: problem, retry: labels.retry, act: onMake).padding(.top, Space.side)
            }
        } foot: {
            MainButton(words: labels.inviteMake, enabled: model.ready, busy: model.busy, act: onMake)
        }
    }
}

private struct Seat: View {
    @Bindable var seat: Sitting
    let model: HouseholdModel
    let labels: Labels

    var body: some View {
        VStack(alignment: .leading, spacing: Space.two) {
            Field(name: labels.inviteName, value: $seat.name)
            Choices(name: labels.householdKin, choices: model.offered.kins, chosen: $seat.kin)
            if model.mayRemove {
                QuietButton(words: labels.householdRemove, icon: .close, act: { model.remove(seat) }).padding(.leading, -Space.two)
            }
        }
    }
}
