// The question whether the phone may say that there is news, above the list: why, and two answers of one size. Refuses to come
// over what is read, and to ask again. Shown by Rows while the view has the question.
import Samtale
import SwiftUI

struct NudgeCard: View {
    let ask: ActView
    let onAnswer: @MainActor (_ on: Bool) -> Void
    @Environment(\.palette) private var palette

    var body: some View {
        let tone = Tone(ground: palette.surface, ink: palette.fjord)
        VStack(alignment: .leading, spacing: Space.half) {
            Text(ask.heading).font(Face.name).accessibilityAddTraits(.isHeader)
            Text(ask.sentence).font(Face.note).foregroundStyle(palette.muted)
            EvenPair {
                EvenButton(words: ask.no, tone: tone) { onAnswer(false) }
                EvenButton(words: ask.yes, tone: tone) { onAnswer(true) }
            }
            .padding(.top, Space.two)
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, Space.side)
        .padding(.vertical, Space.side)
        .background(palette.surface, in: Corner.card)
        .overlay { Corner.card.strokeBorder(palette.outlined ? palette.outline : palette.hairline, lineWidth: 1) }
        .padding(.horizontal, Space.side)
        .padding(.vertical, Space.half)
        .accessibilityElement(children: .contain)
    }
}
