// The colours of the app: four palettes, each whole. Refuses colours made up in a screen.
// Read by every screen through the environment's palette.
import SwiftUI

/// A ground and what is written on it.
public struct Tone: Sendable {
    public let ground: Color
    public let ink: Color
}

public struct Palette: Sendable {
    public let dark: Bool
    public let paper: Color
    public let surface: Color
    public let ink: Color
    public let muted: Color
    /// The accent as text on paper.
    public let fjord: Color
    /// The primary button and one's own bubble.
    public let own: Tone
    public let ownTime: Color
    public let sand: Tone
    public let amber: Tone
    public let moss: Color
    public let rose: Color
    /// Warm light in the mark and the welcome; never behind words.
    public let sun: Color
    public let outline: Color
    /// A rule so thin that it only parts; never the only sign of anything.
    public let hairline: Color
    /// In high contrast grounds are drawn as outlines.
    public let outlined: Bool
    public let avatars: [Tone]
}

extension Palette {
    public static func chosen(dark: Bool, highContrast: Bool) -> Palette {
        switch (highContrast, dark) {
        case (true, true): highContrastDark
        case (true, false): highContrastLight
        case (false, true): .dark
        case (false, false): .light
        }
    }

    public static let light = Palette(
        dark: false,
        paper: rgb(0xFAF8F4),
        surface: rgb(0xFFFFFF),
        ink: rgb(0x1B2327),
        muted: rgb(0x56636A),
        fjord: rgb(0x1D5C69),
        own: tone(0x1D5C69, 0xFFFFFF),
        ownTime: rgb(0xD5E7EA),
        sand: tone(0xECE7DE, 0x1B2327),
        amber: tone(0xFBEBCF, 0x5B3A00),
        moss: rgb(0x2B6339),
        rose: rgb(0x9B2C26),
        sun: rgb(0xEBC47E),
        outline: rgb(0x7C888E),
        hairline: rgb(0xE3DED4),
        outlined: false,
        avatars: [
            tone(0xD3E4E7, 0x1D4F5A), tone(0xD9E5D6, 0x2B5233), tone(0xF0DDD2, 0x7A3B20), tone(0xE6DCEA, 0x583A66),
            tone(0xD8E2EF, 0x2B4A73), tone(0xF3E5C6, 0x6A4A0C), tone(0xF1DADA, 0x7B2F33), tone(0xE2E3DF, 0x414B4D),
        ]
    )

    public static let dark = Palette(
        dark: true,
        paper: rgb(0x11171A),
        surface: rgb(0x1A2226),
        ink: rgb(0xE8EDEF),
        muted: rgb(0x9FB0B7),
        fjord: rgb(0x7FC4D1),
        own: tone(0x23697A, 0xF2FBFC),
        ownTime: rgb(0xCDE5EA),
        sand: tone(0x263238, 0xE8EDEF),
        amber: tone(0x3A2A0E, 0xFFE2B0),
        moss: rgb(0x9AD5A6),
        rose: rgb(0xFFB4AB),
        sun: rgb(0xDDC08E),
        outline: rgb(0x74858D),
        hairline: rgb(0x2A353A),
        outlined: false,
        avatars: [
            tone(0x24424A, 0xBFE0E6), tone(0x2B4130, 0xC4E0C4), tone(0x4C3226, 0xF1CDB9), tone(0x40324A, 0xDFCBE8),
            tone(0x2B3C54, 0xC6D8F0), tone(0x4A3B1A, 0xF0DDAE), tone(0x4D2E31, 0xF3C8C9), tone(0x363E40, 0xD5DBDA),
        ]
    )

    public static let highContrastLight = contrast(dark: false, paper: 0xFFFFFF, ink: 0x000000, fjord: 0x0B3A44, ownInk: 0xFFFFFF)
    public static let highContrastDark = contrast(dark: true, paper: 0x000000, ink: 0xFFFFFF, fjord: 0x9FE3F0, ownInk: 0x000000)

    /// Two colours and one accent; meaning is left to outlines, icons and words.
    private static func contrast(dark: Bool, paper: UInt32, ink: UInt32, fjord: UInt32, ownInk: UInt32) -> Palette {
        let plain = tone(paper, ink)
        return Palette(
            dark: dark, paper: plain.ground, surface: plain.ground, ink: plain.ink, muted: plain.ink, fjord: rgb(fjord),
            own: tone(fjord, ownInk), ownTime: rgb(ownInk), sand: plain, amber: plain, moss: plain.ink, rose: plain.ink,
            sun: plain.ground, outline: plain.ink, hairline: plain.ink, outlined: true, avatars: Array(repeating: plain, count: 8)
        )
    }

    private static func tone(_ ground: UInt32, _ ink: UInt32) -> Tone {
        Tone(ground: rgb(ground), ink: rgb(ink))
    }
}

/// A colour as it is written in the design.
func rgb(_ value: UInt32) -> Color {
    func part(_ shift: UInt32) -> Double { Double(value >> shift & 0xFF) / 255 }
    return Color(.sRGB, red: part(16), green: part(8), blue: part(0), opacity: 1)
}
