// The short code of an invitation, to be read out on the telephone: the address, the code, until when, and that the link is safer.
// Refuses to be taken for the better way: it stands below the link. In an InvitationCard.
import Samtale
import SwiftUI

struct ShortCode: View {
    let view: ShortCodeView
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: Space.two) {
            Text(view.sentence)
            VStack(alignment: .leading, spacing: Space.one) {
                Text(verbatim: view.address).textSelection(.enabled)
                Text(verbatim: view.code).font(Face.digits).textSelection(.enabled).accessibilityLabel(view.spoken)
            }
            .padding(Space.side)
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(palette.surface, in: Corner.card)
            .overlay { Corner.card.strokeBorder(palette.outlined ? palette.outline : palette.hairline, lineWidth: 1) }
            Until(words: view.until)
        }
    }
}
