// Until when something can be used, with a clock. Refuses to count down: the words are the core's.
// Shown below an invitation and below a link for a device.
import SwiftUI

struct Until: View {
    let words: String
    @Environment(\.palette) private var palette

    var body: some View {
        HStack(spacing: Space.one) {
            Icon(.clock)
            Text(words).font(Face.note)
        }
        .foregroundStyle(palette.muted)
    }
}
