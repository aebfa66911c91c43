// Corners and distances: steps of 4, and the few shapes that return everywhere.
// Refuses a distance with two names. Read by every screen.
import SwiftUI

public enum Space {
    static let hair: CGFloat = 2
    static let half: CGFloat = 4
    static let one: CGFloat = 8
    static let two: CGFloat = 12
    /// The margin at a screen's side.
    static let side: CGFloat = 16
    static let wide: CGFloat = 24
    static let far: CGFloat = 32
    /// The least size of what can be touched.
    static let touch: CGFloat = 48
    /// The height of a button with words.
    static let button: CGFloat = 52
    /// No line of text or form grows wider than this.
    static let column: CGFloat = 560
}

enum Corner {
    static let card = RoundedRectangle(cornerRadius: 20)
    static let field = RoundedRectangle(cornerRadius: 24)
    static let photo = RoundedRectangle(cornerRadius: 16)
    static let chip = RoundedRectangle(cornerRadius: 10)
    static let button = RoundedRectangle(cornerRadius: 16)

    /// A bubble; `tail` when it is the last of its group, so that the corner towards its author is small.
    static func bubble(own: Bool, tail: Bool) -> UnevenRoundedRectangle {
        let small: CGFloat = tail ? 6 : 20
        return UnevenRoundedRectangle(
            topLeadingRadius: 20, bottomLeadingRadius: own ? 20 : small,
            bottomTrailingRadius: own ? small : 20, topTrailingRadius: 20
        )
    }
}

extension View {
    /// A ground in a shape; in high contrast it is drawn as an outline as well.
    func ground(_ color: Color, in shape: some InsettableShape, _ palette: Palette, line: CGFloat = 1.5) -> some View {
        background(color, in: shape)
            .overlay { if palette.outlined { shape.strokeBorder(palette.outline, lineWidth: line) } }
    }
}
