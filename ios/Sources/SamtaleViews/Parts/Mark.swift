// The app's mark: two bubbles that overlap. Refuses to be read aloud: words stand beside it.
// Shown in the list's head and while one is on the way in.
import SwiftUI

struct Mark: View {
    let side: CGFloat
    @Environment(\.palette) private var palette

    var body: some View {
        let (width, height) = (side * 0.68, side * 0.52)
        ZStack(alignment: .topLeading) {
            Corner.drawn(height: height, left: true)
                .fill(palette.sun)
                .overlay {
                    if palette.outlined { Corner.drawn(height: height, left: true).strokeBorder(palette.outline, lineWidth: side * 0.05) }
                }
                .frame(width: width, height: height)
                .offset(x: side * 0.02, y: side * 0.10)
            Corner.drawn(height: height, left: false)
                .fill(palette.own.ground)
                .frame(width: width, height: height)
                .offset(x: side * 0.30, y: side * 0.36)
        }
        .frame(width: side, height: side, alignment: .topLeading)
        .accessibilityHidden(true)
    }
}

extension Corner {
    /// A bubble as a picture of itself, with the small corner at its author.
    static func drawn(height: CGFloat, left: Bool) -> UnevenRoundedRectangle {
        let (round, sharp) = (height * 0.42, height * 0.10)
        return UnevenRoundedRectangle(
            topLeadingRadius: round, bottomLeadingRadius: left ? sharp : round,
            bottomTrailingRadius: left ? round : sharp, topTrailingRadius: round
        )
    }
}
