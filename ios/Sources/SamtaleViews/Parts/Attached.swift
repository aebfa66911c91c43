// A file and a voice note in a bubble, before and while they are fetched. Refuses to open a file: it is handed to the system,
// where the person puts it. A screen reader hears the bubble.
import Samtale
import SwiftUI

struct FilePart: View {
    let file: FileView
    let sent: UInt8?
    let onFile: @MainActor (_ file: FileView) -> Void

    var body: some View {
        Part(icon: .file, percent: sent ?? file.progress, act: { onFile(file) }) {
            Text(file.name).font(Face.name).lineLimit(2).multilineTextAlignment(.leading)
            Text(file.size).font(Face.label)
        }
    }
}

struct VoicePart: View {
    let voice: VoiceView
    let sent: UInt8?
    let playing: Bool
    let onVoice: @MainActor (_ voice: VoiceView) -> Void

    var body: some View {
        Part(icon: playing ? .pause : .play, percent: sent ?? voice.progress, act: { onVoice(voice) }) {
            Wave(wave: voice.wave)
            Text(voice.length).font(Face.label)
        }
    }
}

private struct Part<Words: View>: View {
    let icon: Icons
    let percent: UInt8?
    let act: Act
    @ViewBuilder let words: () -> Words
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            Button(action: act) {
                HStack(spacing: Space.two) {
                    Icon(icon, Face.display)
                    VStack(alignment: .leading, spacing: 0) { words() }
                }
                .padding(.horizontal, Space.two)
                .padding(.vertical, Space.one)
                .frame(minHeight: 56)
                .contentShape(Rectangle())
            }
            .buttonStyle(.plain)
            if let percent {
                GeometryReader { area in
                    ZStack(alignment: .leading) {
                        palette.paper
                        palette.fjord.frame(width: area.size.width * CGFloat(percent) / 100)
                    }
                }
                .frame(height: 4)
            }
        }
        .frame(maxWidth: 280, alignment: .leading)
    }
}

/// How loud it is, from beginning to end.
private struct Wave: View {
    let wave: Data

    var body: some View {
        HStack(spacing: 2) {
            ForEach(Array(wave.enumerated()), id: \.offset) { bar in
                Capsule().frame(width: 2, height: max(2, 24 * CGFloat(bar.element) / 255))
            }
        }
        .frame(height: 24)
    }
}
