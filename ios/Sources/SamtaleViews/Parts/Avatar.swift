// Someone's initials on a quiet tone. Refuses to be read aloud: the name stands beside it.
// Shown in the list, in the head of a dialog, beside bubbles and among the members.
import SwiftUI

struct Avatar: View {
    let initials: String
    let tone: UInt8
    var size: CGFloat = 48
    @Environment(\.palette) private var palette

    var body: some View {
        let shown = palette.avatars[Int(tone) % palette.avatars.count]
        // The letters keep to their circle; they do not grow with the text around it.
        Text(initials)
            .font(.system(size: size * 0.38, weight: .medium))
            .lineLimit(1)
            .foregroundStyle(shown.ink)
            .frame(width: size, height: size)
            .ground(shown.ground, in: Circle(), palette)
            .accessibilityHidden(true)
    }
}
