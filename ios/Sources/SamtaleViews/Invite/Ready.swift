// An invitation that is made: the text to hand over, until when it can be used, and what to do with it.
// Refuses to send it: the caseworker does. Shown by InviteScreen and BringScreen.
import Samtale
import SwiftUI

struct Ready: View {
    let invitation: InvitationView
    let labels: Labels
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: Space.two) {
            Text(labels.inviteHelp).foregroundStyle(palette.muted)
            Text(invitation.text)
                .textSelection(.enabled)
                .padding(Space.side)
                .frame(maxWidth: .infinity, alignment: .leading)
                .background(palette.surface, in: Corner.card)
                .overlay { Corner.card.strokeBorder(palette.outlined ? palette.outline : palette.hairline, lineWidth: 1) }
            Until(words: invitation.until)
        }
    }
}
