// Words and a small foot: the foot stands at the end of the last line where it fits, else below it to the right.
// Refuses to overlap: an unseen copy of the foot holds its place in the text. The inside of a bubble.
import SwiftUI

struct Flow<Foot: View>: View {
    private let text: AttributedString
    private let place: String
    private let foot: Foot

    /// `place` is the foot's words; what stands beside them, such as an icon, is `icons` wide.
    init(text: AttributedString, place: String, icons: Int, @ViewBuilder foot: () -> Foot) {
        self.text = text
        self.place = place.isEmpty ? "" : "\u{2003}\(place)\(String(repeating: "\u{2003}", count: icons))"
        self.foot = foot()
    }

    var body: some View {
        (Text(text).font(Face.body) + Text(verbatim: unbroken).font(Face.time).foregroundStyle(.clear))
            .overlay(alignment: .bottomTrailing) { foot }
    }

    /// The foot never breaks in two.
    private var unbroken: String {
        place.replacingOccurrences(of: " ", with: "\u{00A0}")
    }
}
