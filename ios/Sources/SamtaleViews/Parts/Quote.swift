// A post as another one points to it: a bar, who, and its beginning. Refuses words that are not this device's own.
// Stands in a bubble that answers, and above the field while one answers.
import Samtale
import SwiftUI

struct Quote: View {
    let quote: QuoteView
    let ink: Color

    var body: some View {
        HStack(spacing: Space.one) {
            Capsule().fill(ink.opacity(0.6)).frame(width: 3)
            VStack(alignment: .leading, spacing: 0) {
                if !quote.author.isEmpty { Text(quote.author).font(Face.label).lineLimit(1) }
                Text(quote.text).font(Face.note).lineLimit(2)
            }
            .foregroundStyle(ink)
        }
        .fixedSize(horizontal: false, vertical: true)
    }
}
