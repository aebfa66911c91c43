// A calm page to read or fill in: a way back, a narrow column, a place for what leads on at the bottom.
// Refuses two columns. Carries the onboarding screens and the invitation.
import SwiftUI

/// A way back and its words for a screen reader.
struct Back {
    let words: String
    let act: Act
}

struct Page<Content: View, Foot: View>: View {
    private let back: Back?
    private let content: Content
    private let foot: Foot
    @Environment(\.palette) private var palette

    init(back: Back? = nil, @ViewBuilder content: () -> Content, @ViewBuilder foot: () -> Foot) {
        self.back = back
        self.content = content()
        self.foot = foot()
    }

    var body: some View {
        GeometryReader { area in
            ScrollView {
                VStack(alignment: .leading, spacing: 0) {
                    HStack {
                        if let back { IconButton(icon: .back, words: back.words, act: back.act) }
                    }
                    .frame(height: 56)
                    content
                    Spacer(minLength: Space.wide)
                    VStack(spacing: Space.two) { foot }
                        .frame(maxWidth: .infinity)
                        .padding(.bottom, Space.wide)
                }
                .padding(.horizontal, Space.wide)
                .frame(maxWidth: Space.column, minHeight: area.size.height, alignment: .leading)
                .frame(maxWidth: .infinity)
            }
        }
        .background(palette.paper)
    }
}
