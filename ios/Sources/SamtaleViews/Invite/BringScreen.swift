// A caseworker brings somebody into a dialog: who, what for, as what, seeing how much; then an invitation to hand over.
// Refuses to leave open who will be asked first. Opened from the list of members by those who may.
import Samtale
import SamtaleModels
import SwiftUI

struct BringScreen: View {
    @Bindable var model: BringModel
    let labels: Labels
    let onMake: Act
    let onCopy: @MainActor (String) -> Void
    let onPrint: @MainActor (_ invitation: String) -> Void
    let onBack: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Page(back: Back(words: labels.back, act: onBack)) {
            Text(model.invitation == nil ? labels.bringHeading : labels.bring)
                .font(Face.display)
                .padding(.bottom, Space.wide)
                .accessibilityAddTraits(.isHeader)
            if let invitation = model.invitation { Ready(invitation: invitation, labels: labels, onPrint: onPrint) } else { fields }
            if let problem = model.problem {
                ProblemNotice(problem: problem, retry: labels.retry, act: onMake).padding(.top, Space.side)
            }
        } foot: {
            if let invitation = model.invitation {
                MainButton(words: labels.copy) { onCopy(invitation.text) }
            } else {
                asked
                MainButton(words: labels.inviteMake, enabled: model.ready, busy: model.busy, act: onMake)
            }
        }
    }

    private var fields: some View {
        VStack(alignment: .leading, spacing: 20) {
            Field(name: labels.bringName, value: $model.name)
            Field(name: labels.bringPurpose, value: $model.purpose, lines: 2)
            Choices(name: labels.bringRole, choices: model.offered.roles, chosen: $model.role)
            Choices(name: labels.bringSees, choices: model.offered.sees, chosen: $model.sees)
        }
    }

    /// Who will have to say yes: to know before, nothing to do.
    private var asked: some View {
        HStack(spacing: Space.one) {
            Icon(.people)
            Text(model.offered.asked).font(Face.note).frame(maxWidth: .infinity, alignment: .leading)
        }
        .foregroundStyle(palette.muted)
        .accessibilityElement(children: .combine)
    }
}
