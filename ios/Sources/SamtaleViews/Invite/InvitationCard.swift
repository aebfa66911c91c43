// An invitation that is out, below all that was said: for whom, what became of it and when, the link once more, its short code, what can be done.
// Refuses to do it: the question comes first. Shown by DialogScreen.
import Samtale
import SwiftUI

struct InvitationCard: View {
    let card: InvitedView
    let labels: Labels
    let onCopy: @MainActor (_ text: String) -> Void
    let onPrint: @MainActor (_ invitation: String) -> Void
    let onAsk: Ask
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: Space.half) {
            Text(card.heading).font(Face.name).accessibilityAddTraits(.isHeader)
            if let table = card.table {
                TableCard(table: table, hand: card.hand, labels: labels, onAsk: onAsk).padding(.vertical, Space.two)
            } else if let hand = card.hand {
                HandOver(invitation: hand, labels: labels, onPrint: onPrint).padding(.vertical, Space.two)
            }
            if let code = card.code { ShortCode(view: code).padding(.bottom, Space.two) }
            // Last, where the list begins: it is what one comes to see.
            ForEach(card.lines, id: \.self) { Text($0).font(Face.note) }
            if let hand = card.hand, !hand.text.isEmpty { QuietButton(words: labels.copy) { onCopy(hand.text) } }
            ActButtons(acts: card.acts, onAsk: onAsk)
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .foregroundStyle(palette.sand.ink)
        .padding(.horizontal, Space.side)
        .padding(.top, Space.side)
        .padding(.bottom, Space.half)
        .ground(palette.sand.ground, in: Corner.card, palette)
        .frame(maxWidth: Space.column)
        .accessibilityElement(children: .contain)
    }
}
