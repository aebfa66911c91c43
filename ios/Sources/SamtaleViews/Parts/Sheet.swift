// A sheet over a screen: its title, a way to close it, and what it holds.
// Refuses to close without saying so: every way out is the same act. Holds members and consent.
import SwiftUI

struct Sheet<Content: View>: View {
    private let title: String
    private let close: String
    private let onClose: Act
    private let content: Content
    @Environment(\.palette) private var palette

    init(title: String, close: String, onClose: @escaping Act, @ViewBuilder content: () -> Content) {
        self.title = title
        self.close = close
        self.onClose = onClose
        self.content = content()
    }

    var body: some View {
        VStack(spacing: 0) {
            HStack(alignment: .top) {
                Text(title)
                    .font(Face.title)
                    .padding(.vertical, Space.two)
                    .frame(maxWidth: .infinity, alignment: .leading)
                    .accessibilityAddTraits(.isHeader)
                IconButton(icon: .close, words: close, color: palette.muted, act: onClose)
                    .keyboardShortcut(.cancelAction)
            }
            .padding(.leading, 20)
            .padding(.trailing, Space.one)
            .padding(.top, Space.one)
            ScrollView {
                VStack(alignment: .leading, spacing: 0) { content }
                    .frame(maxWidth: .infinity, alignment: .leading)
                    .padding(.horizontal, 20)
                    .padding(.bottom, Space.wide)
            }
        }
        .frame(maxWidth: Space.column)
        .foregroundStyle(palette.ink)
        .covered()
        .presentationBackground(palette.surface)
    }
}
