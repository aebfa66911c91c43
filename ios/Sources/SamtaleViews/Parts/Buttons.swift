// The buttons of the app: one that leads on, two of one size, a quiet one, an icon.
// Refuses a target under 48 points. Pressed on every screen.
import SwiftUI

typealias Act = @MainActor () -> Void

/// Leads on; at most one on a screen. While `busy` it waits and cannot be pressed again.
struct MainButton: View {
    let words: String
    var enabled = true
    var busy = false
    let act: Act
    @Environment(\.palette) private var palette

    var body: some View {
        let ready = enabled && !busy
        Button(action: act) {
            HStack(spacing: Space.two) {
                if busy { ProgressView() }
                Text(words).font(Face.name).multilineTextAlignment(.center)
            }
            .padding(.horizontal, 20)
            .padding(.vertical, Space.two)
            .frame(maxWidth: .infinity, minHeight: Space.button)
            .foregroundStyle(ready ? palette.own.ink : palette.muted)
            .ground(ready ? palette.own.ground : palette.sand.ground, in: Corner.button, palette, line: 1)
        }
        .buttonStyle(.plain)
        .disabled(!ready)
    }
}

/// One of two answers that weigh the same.
struct EvenButton: View {
    let words: String
    let tone: Tone
    let act: Act

    var body: some View {
        Button(action: act) {
            Text(words)
                .font(Face.name)
                .multilineTextAlignment(.center)
                .padding(.horizontal, 20)
                .padding(.vertical, Space.two)
                .frame(maxWidth: .infinity, minHeight: Space.button, maxHeight: .infinity)
                .foregroundStyle(tone.ink)
                .background(tone.ground, in: Corner.button)
                .overlay { Corner.button.strokeBorder(tone.ink, lineWidth: 1.5) }
        }
        .buttonStyle(.plain)
    }
}

/// Two answers side by side or, in large text, one below the other; always of one size.
struct EvenPair<Answers: View>: View {
    private let answers: Answers
    @Environment(\.dynamicTypeSize) private var size

    init(@ViewBuilder answers: () -> Answers) {
        self.answers = answers()
    }

    var body: some View {
        let shape = size.isLarge ? AnyLayout(VStackLayout(spacing: Space.one)) : AnyLayout(HStackLayout(spacing: Space.two))
        shape { answers }.fixedSize(horizontal: false, vertical: true)
    }
}

/// Words that can be pressed, without a ground. While `busy` it waits and cannot be pressed again.
struct QuietButton: View {
    let words: String
    var icon: Icons?
    var color: Color?
    var enabled = true
    var busy = false
    let act: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Button(action: act) {
            HStack(spacing: Space.one) {
                if busy { ProgressView() }
                if let icon { Icon(icon, Face.name) }
                Text(words).font(Face.name).multilineTextAlignment(.center)
            }
            .padding(.horizontal, Space.two)
            .frame(minHeight: Space.touch)
            .foregroundStyle(enabled && !busy ? color ?? palette.fjord : palette.muted)
            .contentShape(Corner.button)
        }
        .buttonStyle(.plain)
        .disabled(!enabled || busy)
    }
}

/// An icon that can be pressed; `words` are for a screen reader.
struct IconButton: View {
    let icon: Icons
    let words: String
    var color: Color?
    let act: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Button(action: act) {
            Icon(icon, Face.title)
                .foregroundStyle(color ?? palette.ink)
                .frame(minWidth: Space.touch, minHeight: Space.touch)
                .contentShape(Circle())
        }
        .buttonStyle(.plain)
        .accessibilityLabel(words)
    }
}
