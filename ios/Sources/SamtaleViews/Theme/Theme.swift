// Puts the palette where screens find it, as the person's settings ask: dark, high contrast.
// Refuses a tint from elsewhere: the app looks the same to everyone. Wrapped around everything by the app's entry.
import SwiftUI

private struct PaletteKey: EnvironmentKey {
    static let defaultValue = Palette.light
}

extension EnvironmentValues {
    var palette: Palette {
        get { self[PaletteKey.self] }
        set { self[PaletteKey.self] = newValue }
    }
}

public struct SamtaleTheme<Content: View>: View {
    @Environment(\.colorScheme) private var scheme
    @Environment(\.colorSchemeContrast) private var contrast
    private let content: Content

    public init(@ViewBuilder content: () -> Content) {
        self.content = content()
    }

    public var body: some View {
        let palette = Palette.chosen(dark: scheme == .dark, highContrast: contrast == .increased)
        content
            .frame(maxWidth: .infinity, maxHeight: .infinity)
            .background(palette.paper)
            .environment(\.palette, palette)
            .foregroundStyle(palette.ink)
            .tint(palette.fjord)
            .font(Face.body)
            .lineSpacing(1)
    }
}

/// The app's one movement: short, easing out, and none where the person asked for none.
func motion(reduced: Bool) -> Animation? {
    reduced ? nil : .easeOut(duration: 0.18)
}
