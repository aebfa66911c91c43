// The app's mark, two bubbles that overlap, and the picture of a welcome: a fjord with the two across it.
// Refuses to be read aloud: words stand beside it. Shown in the list's head and while one is on the way in.
import SwiftUI

struct Mark: View {
    let side: CGFloat
    @Environment(\.palette) private var palette

    var body: some View {
        ZStack(alignment: .topLeading) {
            corner(left: true)
                .fill(palette.outlined ? palette.paper : palette.dark ? palette.amber.ink.opacity(0.85) : rgb(0xE9C583))
                .overlay { if palette.outlined { corner(left: true).strokeBorder(palette.outline, lineWidth: side * 0.05) } }
                .frame(width: side * 0.68, height: side * 0.52)
                .offset(x: side * 0.02, y: side * 0.10)
            corner(left: false)
                .fill(palette.own.ground)
                .frame(width: side * 0.68, height: side * 0.52)
                .offset(x: side * 0.30, y: side * 0.36)
        }
        .frame(width: side, height: side, alignment: .topLeading)
        .accessibilityHidden(true)
    }

    private func corner(left: Bool) -> UnevenRoundedRectangle { markCorner(height: side * 0.52, left: left) }
}

/// Two shores and what goes between them.
struct Welcome: View {
    @Environment(\.palette) private var palette

    var body: some View {
        GeometryReader { area in
            if palette.outlined {
                Mark(side: area.size.height * 0.7).frame(maxWidth: .infinity, maxHeight: .infinity)
            } else {
                scene(area.size)
            }
        }
        .aspectRatio(1.55, contentMode: .fit)
        .clipShape(Corner.card)
        .accessibilityHidden(true)
    }

    private func scene(_ size: CGSize) -> some View {
        ZStack(alignment: .topLeading) {
            Circle()
                .fill(palette.dark ? palette.amber.ink.opacity(0.75) : rgb(0xF3CF8E))
                .frame(width: size.height * 0.24, height: size.height * 0.24)
                .offset(x: size.width * 0.5 - size.height * 0.12, y: size.height * 0.34)
            land(far, [(0, 0.40), (0.16, 0.22), (0.30, 0.42), (0.40, 0.60), (0, 0.62)])
            land(far, [(1, 0.34), (0.86, 0.18), (0.72, 0.38), (0.60, 0.60), (1, 0.62)])
            land(palette.dark ? 0.35 : 0.16, [(0, 0.585), (0, 0.585), (1, 0.585), (1, 1), (0, 1)], soft: false)
            land(near, [(0, 0.60), (0.12, 0.52), (0.26, 0.64), (0.36, 0.80), (0, 1)])
            land(near, [(1, 0.58), (0.90, 0.50), (0.76, 0.64), (0.64, 0.80), (1, 1)])
            said(palette.surface, palette.outline.opacity(0.6), CGRect(x: 0.15, y: 0.30, width: 0.29, height: 0.20), left: true, size)
            said(palette.own.ground, palette.ownTime.opacity(0.8), CGRect(x: 0.54, y: 0.42, width: 0.31, height: 0.22), left: false, size)
        }
    }

    private var far: Double { palette.dark ? 0.5 : 0.28 }
    private var near: Double { palette.dark ? 0.75 : 0.5 }

    /// Land of a strength between paper and fjord.
    private func land(_ strength: Double, _ points: [(CGFloat, CGFloat)], soft: Bool = true) -> some View {
        let shore = Shore(points: points.map { CGPoint(x: $0.0, y: $0.1) }, soft: soft)
        return ZStack {
            shore.fill(palette.paper)
            shore.fill(palette.own.ground.opacity(strength))
        }
    }

    /// A bubble with two strokes that stand for words, placed in shares of the picture.
    private func said(_ ground: Color, _ words: Color, _ place: CGRect, left: Bool, _ size: CGSize) -> some View {
        let width = place.width * size.width
        let height = place.height * size.height
        return ZStack(alignment: .topLeading) {
            markCorner(height: height, left: left).fill(ground)
            Capsule().fill(words).frame(width: width * 0.64, height: height * 0.12).offset(x: width * 0.16, y: height * 0.30)
            Capsule().fill(words).frame(width: width * 0.42, height: height * 0.12).offset(x: width * 0.16, y: height * 0.56)
        }
        .frame(width: width, height: height)
        .offset(x: place.minX * size.width, y: place.minY * size.height)
    }
}

/// A hill through the given points, as shares of the picture.
private struct Shore: Shape {
    let points: [CGPoint]
    let soft: Bool

    func path(in rect: CGRect) -> Path {
        let at = points.map { CGPoint(x: rect.minX + $0.x * rect.width, y: rect.minY + $0.y * rect.height) }
        var path = Path()
        path.move(to: at[0])
        for i in 1..<at.count - 1 {
            let next = CGPoint(x: (at[i].x + at[i + 1].x) / 2, y: (at[i].y + at[i + 1].y) / 2)
            if soft { path.addQuadCurve(to: next, control: at[i]) } else { path.addLine(to: at[i]) }
        }
        path.addLine(to: at[at.count - 1])
        path.closeSubpath()
        return path
    }
}

private func markCorner(height: CGFloat, left: Bool) -> UnevenRoundedRectangle {
    let (round, sharp) = (height * 0.42, height * 0.10)
    return UnevenRoundedRectangle(
        topLeadingRadius: round, bottomLeadingRadius: left ? sharp : round,
        bottomTrailingRadius: left ? round : sharp, topTrailingRadius: round
    )
}
