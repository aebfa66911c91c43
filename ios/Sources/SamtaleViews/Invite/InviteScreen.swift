// A caseworker starts a dialog: four fields and a switch, then an invitation to hand over; a family has a screen of its own. Refuses to send it: the caseworker does.
// Opened from the list by those who may.
import Samtale
import SamtaleModels
import SwiftUI

struct InviteScreen: View {
    @Bindable var model: InviteModel
    let labels: Labels
    let onMake: Act
    let onCopy: @MainActor (String) -> Void
    let onPrint: @MainActor (_ invitation: String) -> Void
    let onFamily: Act
    let onBack: Act

    var body: some View {
        Page(back: Back(words: labels.back, act: onBack)) {
            Text(labels.newDialog).font(Face.display).padding(.bottom, model.invitation == nil ? 0 : Space.wide).accessibilityAddTraits(.isHeader)
            if model.invitation == nil {
                QuietButton(words: labels.household, icon: .people, act: onFamily).padding(.leading, -Space.two).padding(.bottom, Space.one)
            }
            if let invitation = model.invitation { Ready(invitation: invitation, labels: labels, onPrint: onPrint) } else { fields }
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
            Field(name: labels.inviteName, value: $model.name, help: model.mayMatch ? labels.inviteNameHelp : nil)
            Field(name: labels.inviteTopic, value: $model.topic)
            Field(name: labels.invitePurpose, value: $model.purpose, lines: 2)
            Field(name: labels.inviteFirst, value: $model.first, lines: 3)
            if model.mayBeSensitive {
                OnOrOff(on: model.sensitive, label: labels.inviteSensitive, help: labels.inviteSensitiveHelp) { model.sensitive = $0 }
            }
        }
    }
}
