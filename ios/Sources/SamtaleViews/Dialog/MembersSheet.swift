// Everyone who can read a dialog: who, since when, how it is known, what can be done about it, and the case's other dialogs. Refuses to hide anyone.
// Opened from the head of DialogScreen; on a wide tablet it stands as a third pane.
import Samtale
import SwiftUI

/// What can be done in the list of members.
struct MemberActions {
    let onAsk: Ask
    let onBring: Act
    let onCopy: @MainActor (_ text: String) -> Void
    let onChoose: @MainActor (_ choice: String) -> Void
    let onDialog: @MainActor (_ dialog: String) -> Void
    let onAside: Act
}

struct MembersSheet: View {
    let view: DialogView
    let labels: Labels
    let actions: MemberActions
    let onClose: Act

    var body: some View {
        Sheet(title: labels.membersHeading, close: labels.close, onClose: onClose) {
            Members(view: view, labels: labels, actions: actions)
        }
    }
}

/// The same list as a pane of its own.
struct MembersPane: View {
    let view: DialogView
    let labels: Labels
    let actions: MemberActions

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 0) {
                Text(labels.membersHeading)
                    .font(Face.title)
                    .accessibilityAddTraits(.isHeader)
                    .padding(.top, 20)
                    .padding(.bottom, Space.one)
                Members(view: view, labels: labels, actions: actions)
            }
            .padding(.horizontal, 20)
            .padding(.bottom, Space.wide)
        }
    }
}

private struct Members: View {
    let view: DialogView
    let labels: Labels
    let actions: MemberActions
    @Environment(\.palette) private var palette

    var body: some View {
        ForEach(view.members, id: \.self) { member in
            VStack(alignment: .leading, spacing: 0) {
                Member(member: member)
                ActButtons(acts: member.acts, onAsk: actions.onAsk).padding(.leading, 44 + Space.two)
            }
            .padding(.vertical, Space.two)
        }
        palette.hairline.frame(height: 1).padding(.vertical, Space.one)
        ForEach(view.rooms, id: \.dialog) { room in
            QuietButton(words: room.label, icon: .people) { actions.onDialog(room.dialog) }.padding(.leading, -Space.two)
        }
        if let aside = view.aside { QuietButton(words: aside.label, icon: .people, act: actions.onAside).padding(.leading, -Space.two) }
        if view.mayBring { QuietButton(words: labels.bring, icon: .plus, act: actions.onBring).padding(.leading, -Space.two) }
        QuietButton(words: labels.dialogLink, icon: .link) { actions.onCopy(view.link) }.padding(.leading, -Space.two)
        ForEach(view.choices, id: \.choice) { choice in
            QuietButton(words: choice.label) { actions.onChoose(choice.choice) }.padding(.leading, -Space.two)
        }
        ActButtons(acts: view.acts, onAsk: actions.onAsk)
    }
}

private struct Member: View {
    let member: MemberView
    @Environment(\.palette) private var palette

    var body: some View {
        HStack(alignment: .top, spacing: Space.two) {
            Avatar(initials: member.initials, tone: member.tone, size: 44)
            VStack(alignment: .leading, spacing: 0) {
                Text(member.name).font(Face.name)
                Text(member.role).font(Face.note).foregroundStyle(palette.muted)
                Text(member.since).font(Face.note).foregroundStyle(palette.muted)
                HStack(alignment: .firstTextBaseline, spacing: 6) {
                    Icon(member.proven ? .shield : .alert, Face.label)
                    Text(member.proof).font(Face.label)
                }
                .foregroundStyle(member.proven ? palette.moss : palette.rose)
                .padding(.top, Space.half)
            }
            .frame(maxWidth: .infinity, alignment: .leading)
        }
        .accessibilityElement(children: .combine)
    }
}
