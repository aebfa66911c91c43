// Everyone who can read a dialog: who, since when, how it is known. Refuses to hide anyone.
// Opened from the head of DialogScreen; on a wide tablet it stands as a third pane.
import Samtale
import SwiftUI

struct MembersSheet: View {
    let members: [MemberView]
    let labels: Labels
    let onClose: Act

    var body: some View {
        Sheet(title: labels.membersHeading, close: labels.close, onClose: onClose) { Members(members: members) }
    }
}

/// The same list as a pane of its own.
struct MembersPane: View {
    let members: [MemberView]
    let labels: Labels

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 0) {
                Text(labels.membersHeading)
                    .font(Face.title)
                    .accessibilityAddTraits(.isHeader)
                    .padding(.top, 20)
                    .padding(.bottom, Space.one)
                Members(members: members)
            }
            .padding(.horizontal, 20)
        }
    }
}

private struct Members: View {
    let members: [MemberView]
    @Environment(\.palette) private var palette

    var body: some View {
        ForEach(members, id: \.self) { member in
            let proof = member.proven ? palette.moss : palette.rose
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
                    .foregroundStyle(proof)
                    .padding(.top, Space.half)
                }
                .frame(maxWidth: .infinity, alignment: .leading)
            }
            .padding(.vertical, Space.two)
            .accessibilityElement(children: .combine)
        }
    }
}
