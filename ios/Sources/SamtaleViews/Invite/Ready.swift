// An invitation that is ready: the text to hand over, the link as a picture, until when it can be used, a letter.
// Refuses to send it: the caseworker does. The end of InviteScreen and of BringScreen, and in an InvitationCard.
import Samtale
import SwiftUI

struct Ready: View {
    let invitation: InvitationView
    let labels: Labels
    let onPrint: @MainActor (_ invitation: String) -> Void
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: Space.two) {
            Text(labels.inviteHelp).foregroundStyle(palette.muted)
            HandOver(invitation: invitation, labels: labels, onPrint: onPrint)
        }
    }
}

/// The same without saying what to do.
struct HandOver: View {
    let invitation: InvitationView
    let labels: Labels
    let onPrint: @MainActor (_ invitation: String) -> Void
    @Environment(\.palette) private var palette

    /// A code that is only shown has no text.
    private var sent: Bool { !invitation.text.isEmpty }

    var body: some View {
        VStack(alignment: .leading, spacing: Space.two) {
            if sent {
                Text(invitation.text)
                    .textSelection(.enabled)
                    .padding(Space.side)
                    .frame(maxWidth: .infinity, alignment: .leading)
                    .background(palette.surface, in: Corner.card)
                    .overlay { Corner.card.strokeBorder(palette.outlined ? palette.outline : palette.hairline, lineWidth: 1) }
            }
            if let qr = invitation.qr { Qr(qr: qr, words: labels.qr).frame(maxWidth: .infinity) }
            Until(words: invitation.until)
            if sent, invitation.qr != nil { QuietButton(words: labels.invitePrint, icon: .file) { onPrint(invitation.invitation) } }
        }
    }
}
