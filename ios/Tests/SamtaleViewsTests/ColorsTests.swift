// The palettes: every word can be read on its ground (WCAG AA, 4.5:1; 7:1 in high contrast).
// Refuses to look at screens. Run by swift test.
import SwiftUI
import Testing
@testable import SamtaleViews

@Suite struct ColorsTests {
    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func everyWordCanBeReadOnItsGround(dark: Bool, highContrast: Bool) {
        let palette = Palette.chosen(dark: dark, highContrast: highContrast)
        #expect(palette.dark == dark)
        #expect(palette.outlined == highContrast)
        let least: Float = highContrast ? 7 : 4.5
        for (ink, ground) in written(palette) { #expect(contrast(ink, ground) >= least) }
        #expect(contrast(palette.outline, palette.paper) >= 3)
    }

    @Test func theTokensAreTheDesigns() {
        #expect(Palette.light.own.ground == rgb(0x1D5C69))
        #expect(Palette.dark.own.ground == rgb(0x23697A))
        #expect(rgb(0xFF0000) != rgb(0x0000FF))
        #expect(abs(contrast(rgb(0xFFFFFF), rgb(0x000000)) - 21) < 0.01)
    }

    private func written(_ palette: Palette) -> [(ink: Color, ground: Color)] {
        let tones = [palette.own, palette.sand, palette.amber] + palette.avatars
        var pairs = tones.map { (ink: $0.ink, ground: $0.ground) }
        for ground in [palette.paper, palette.surface] {
            for ink in [palette.ink, palette.muted, palette.fjord, palette.moss, palette.rose] { pairs.append((ink, ground)) }
        }
        pairs.append((palette.ownTime, palette.own.ground))
        pairs.append((palette.muted, palette.sand.ground))
        pairs.append((palette.amber.ink, palette.surface))
        for ink in [palette.fjord, palette.rose] { pairs.append((ink, palette.amber.ground)) }
        return pairs
    }

    private func contrast(_ a: Color, _ b: Color) -> Float {
        let (x, y) = (luminance(a), luminance(b))
        return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }

    private func luminance(_ color: Color) -> Float {
        let seen = color.resolve(in: EnvironmentValues())
        return 0.2126 * seen.linearRed + 0.7152 * seen.linearGreen + 0.0722 * seen.linearBlue
    }
}
