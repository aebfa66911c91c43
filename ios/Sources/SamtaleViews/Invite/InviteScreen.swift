// A caseworker starts a dialog: four fields, then an invitation to hand over. Refuses to send it: the caseworker does.
// Opened from the list by those who may.
import Samtale
import SamtaleModels
import SwiftUI

struct InviteScreen: View {
    @Bindable var model: InviteModel
    let labels: Labels
    let onMake: Act
    let onCopy: @MainActor (String) -> Void
    let onBack: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Page(back: Back(words: labels.back, act: onBack)) {
            Text(labels.newDialog).font(Face.display).padding(.bottom, Space.wide).accessibilityAddTraits(.isHeader)
            if let invitation = model.invitation { ready(invitation) } else { fields }
            if let problem = model.problem {
                ProblemNotice(problem: problem, retry: labels.retry, act: onMake).padding(.top, Space.side)
            }
        } foot: {
            if let invitation = model.invitation {
                MainButton(words: labels.copy) { onCopy(invitation.text) }
            } else {
                MainButton(words: labels.inviteMake, enabled: model.ready, busy: model.busy, act: onMake)
            }
        }
    }

    private var fields: some View {
        VStack(spacing: 20) {
            Field(name: labels.inviteName, value: $model.name)
            Field(name: labels.inviteTopic, value: $model.topic)
            Field(name: labels.invitePurpose, value: $model.purpose, lines: 2)
            Field(name: labels.inviteFirst, value: $model.first, lines: 3)
        }
    }

    /// The text to hand over, until when it can be used, and what to do with it.
    private func ready(_ invitation: InvitationView) -> some View {
        VStack(alignment: .leading, spacing: Space.two) {
            Text(labels.inviteHelp).foregroundStyle(palette.muted)
            Text(invitation.text)
                .textSelection(.enabled)
                .padding(Space.side)
                .frame(maxWidth: .infinity, alignment: .leading)
                .background(palette.surface, in: Corner.card)
                .overlay { Corner.card.strokeBorder(palette.outlined ? palette.outline : palette.hairline, lineWidth: 1) }
            HStack(spacing: Space.one) {
                Icon(.clock)
                Text(invitation.until).font(Face.note)
            }
            .foregroundStyle(palette.muted)
        }
    }
}
