// What to do, step by step: a number and a sentence each. Refuses to count on being seen: each step is read as one.
// Shown beside a QR code.
import SwiftUI

struct Steps: View {
    let steps: [String]
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: Space.two) {
            ForEach(steps.indices, id: \.self) { place in
                HStack(alignment: .firstTextBaseline, spacing: Space.two) {
                    Text(verbatim: String(place + 1))
                        .font(Face.label)
                        .foregroundStyle(palette.sand.ink)
                        .padding(Space.half)
                        .frame(minWidth: 26, minHeight: 26)
                        .ground(palette.sand.ground, in: Circle(), palette, line: 1)
                    Text(steps[place]).frame(maxWidth: .infinity, alignment: .leading)
                }
                .accessibilityElement(children: .combine)
            }
        }
    }
}
