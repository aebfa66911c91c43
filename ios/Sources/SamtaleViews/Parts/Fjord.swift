// The picture of a welcome: a fjord in evening light, and two who talk across it. Refuses to mean anything words do not say.
// Shown by WelcomeScreen.
import SwiftUI

struct Fjord: View {
    @Environment(\.palette) private var palette

    var body: some View {
        Canvas { canvas, size in
            let scene = Scenery(palette: palette, size: size)
            scene.sky(canvas)
            scene.water(canvas)
            scene.shores(canvas)
            scene.talk(canvas)
        }
        .aspectRatio(1.55, contentMode: .fit)
        .clipShape(Corner.card)
        .accessibilityHidden(true)
    }
}

/// Draws one layer upon the other; a strength is how far a colour stands from paper.
private struct Scenery {
    let palette: Palette
    let size: CGSize

    private var horizon: CGFloat { size.height * 0.60 }
    private var whole: Path { Path(CGRect(origin: .zero, size: size)) }
    private var lower: Path { Path(CGRect(x: 0, y: horizon, width: size.width, height: size.height - horizon)) }
    private var dusk: Double { palette.dark ? 0.30 : 0.55 }

    func sky(_ canvas: GraphicsContext) {
        canvas.fill(whole, with: .color(palette.paper))
        fade(canvas, whole, palette.own.ground.opacity(strength(0.22, 0.30)), palette.sun.opacity(dusk), 0, horizon)
        let radius = size.height * 0.13
        let sun = CGRect(x: size.width * 0.51 - radius, y: horizon - size.height * 0.015 - radius, width: radius * 2, height: radius * 2)
        canvas.fill(Path(ellipseIn: sun), with: .color(palette.sun))
        hill(canvas, strength(0.42, 0.45), [(0, 32), (8, 22), (14, 21), (20, 31), (26, 41), (36, 48), (47, 60)], (0, 60))
        hill(canvas, strength(0.36, 0.40), [(100, 25), (93, 15), (86, 17), (80, 28), (73, 41), (64, 50), (55, 60)], (100, 60))
    }

    func water(_ canvas: GraphicsContext) {
        canvas.fill(lower, with: .color(palette.paper))
        fade(canvas, lower, palette.sun.opacity(dusk), palette.sun.opacity(0), horizon, size.height)
        fade(canvas, lower, palette.own.ground.opacity(0.22), palette.own.ground.opacity(0.42), horizon, size.height)
        for row in 0..<5 {
            let step = CGFloat(row)
            stroke(
                canvas, palette.sun.opacity(0.85 - 0.15 * Double(row)),
                CGPoint(x: size.width * 0.51, y: horizon + size.height * (0.03 + step * 0.06)),
                half: size.width * (0.13 - step * 0.018), thick: size.height * 0.012
            )
        }
    }

    func shores(_ canvas: GraphicsContext) {
        hill(canvas, strength(0.72, 0.70), [(0, 73), (10, 65), (22, 69), (30, 82), (34, 89), (38, 95), (40, 100)], (0, 100))
        hill(canvas, strength(0.66, 0.64), [(100, 76), (90, 69), (80, 72), (72, 84), (67, 91), (64, 96), (62, 100)], (100, 100))
    }

    func talk(_ canvas: GraphicsContext) {
        said(canvas, palette.surface, palette.muted.opacity(0.55), CGRect(x: 0.09, y: 0.38, width: 0.34, height: 0.19), left: true)
        said(canvas, palette.own.ground, palette.ownTime, CGRect(x: 0.56, y: 0.55, width: 0.35, height: 0.19), left: false)
    }

    private func strength(_ light: Double, _ dark: Double) -> Double { palette.dark ? dark : light }

    private func fade(_ canvas: GraphicsContext, _ path: Path, _ from: Color, _ to: Color, _ top: CGFloat, _ bottom: CGFloat) {
        canvas.fill(path, with: .linearGradient(
            Gradient(colors: [from, to]), startPoint: CGPoint(x: 0, y: top), endPoint: CGPoint(x: 0, y: bottom)
        ))
    }

    /// Two curves through seven points and down to a foot, on a grid of 100 by 100.
    private func hill(_ canvas: GraphicsContext, _ strength: Double, _ points: [(CGFloat, CGFloat)], _ foot: (CGFloat, CGFloat)) {
        func at(_ point: (CGFloat, CGFloat)) -> CGPoint { CGPoint(x: point.0 * size.width / 100, y: point.1 * size.height / 100) }
        var path = Path()
        path.move(to: at(points[0]))
        path.addCurve(to: at(points[3]), control1: at(points[1]), control2: at(points[2]))
        path.addCurve(to: at(points[6]), control1: at(points[4]), control2: at(points[5]))
        path.addLine(to: at(foot))
        path.closeSubpath()
        canvas.fill(path, with: .color(palette.paper))
        canvas.fill(path, with: .color(palette.own.ground.opacity(strength)))
    }

    /// A bubble with two strokes that stand for words, placed in shares of the picture.
    private func said(_ canvas: GraphicsContext, _ ground: Color, _ words: Color, _ share: CGRect, left: Bool) {
        let place = CGRect(
            x: share.minX * size.width, y: share.minY * size.height,
            width: share.width * size.width, height: share.height * size.height
        )
        canvas.fill(Corner.drawn(height: place.height, left: left).path(in: place), with: .color(ground))
        for (row, length) in [(0.36, 0.66), (0.64, 0.42)] as [(CGFloat, CGFloat)] {
            let half = place.width * length / 2
            let middle = CGPoint(x: place.minX + place.width * 0.15 + half, y: place.minY + place.height * row)
            stroke(canvas, words, middle, half: half, thick: place.height * 0.11)
        }
    }

    private func stroke(_ canvas: GraphicsContext, _ color: Color, _ middle: CGPoint, half: CGFloat, thick: CGFloat) {
        let line = CGRect(x: middle.x - half, y: middle.y - thick / 2, width: half * 2, height: thick)
        canvas.fill(Path(roundedRect: line, cornerRadius: thick / 2), with: .color(color))
    }
}
