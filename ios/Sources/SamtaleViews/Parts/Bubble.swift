// A post as a bubble: its group, its corner, its time and how far it has come. Refuses to say more than the view does.
// Shown by DialogScreen; a screen reader hears it as one sentence, and what can be done to it by name.
import Samtale
import SwiftUI

/// Room for bubbles in this dialog. `faces` when more than two talk: then an avatar stands beside each group.
struct BubbleRoom: Equatable {
    let maxWidth: CGFloat
    let maxPhoto: CGFloat
    let faces: Bool
}

struct Bubble: View {
    let bubble: BubbleView
    let room: BubbleRoom
    let photo: PhotoSource
    let labels: Labels
    let said: SaidActions
    let onRetry: Act
    let onAsk: Ask
    @Environment(\.palette) private var palette

    var body: some View {
        let faces = room.faces && !bubble.own
        VStack(alignment: bubble.own ? .trailing : .leading, spacing: 0) {
            if bubble.first, !bubble.own {
                Text(bubble.author)
                    .font(Face.label)
                    .foregroundStyle(palette.muted)
                    .padding(.leading, faces ? 52 : Space.two)
                    .padding(.bottom, 3)
                    .accessibilityHidden(true)
            }
            HStack(alignment: .bottom, spacing: Space.one) {
                if faces {
                    if bubble.last { Avatar(initials: bubble.initials, tone: bubble.tone, size: 32) } else { Color.clear.frame(width: 32, height: 1) }
                }
                inside
            }
            if !bubble.reactions.isEmpty {
                Chips(reactions: bubble.reactions, onReact: said.onReact).padding(.leading, faces ? 40 : 0).padding(.top, -Space.one)
            }
            switch bubble.state {
            case .failed: stopped(labels.retry, .alert, palette.rose)
            case .asked: stopped(labels.send, .hourglass, palette.amber.ink)
            default: EmptyView()
            }
        }
        .frame(maxWidth: .infinity, alignment: bubble.own ? .trailing : .leading)
        .padding(.top, bubble.first ? Space.two : Space.hair)
    }

    private var inside: some View {
        let tone = bubble.own ? palette.own : palette.sand
        let shape = Corner.bubble(own: bubble.own, tail: bubble.last)
        return VStack(alignment: .leading, spacing: 0) {
            if let quote = bubble.quote {
                Quote(quote: quote, ink: tone.ink)
                    .padding(.horizontal, Space.two)
                    .padding(.top, Space.one)
                    .onTapGesture { if let to = quote.bubble { said.onQuote(to) } }
            }
            if let file = bubble.file { FilePart(file: file, sent: bubble.progress, onFile: said.onFile) }
            if let voice = bubble.voice {
                VoicePart(voice: voice, sent: bubble.progress, playing: said.playing == voice.file, onVoice: said.onVoice)
            }
            if let shown = bubble.photo {
                Photo(photo: shown, sent: bubble.progress, source: photo, maxWidth: room.maxWidth - 8, maxHeight: room.maxPhoto).padding(Space.half)
            }
            Flow(text: linked(bubble.spans), place: footed ? told : "", icons: bubble.own && timed ? 2 : 0) { foot }
                .tint(tone.ink)
                .environment(\.openURL, OpenURLAction { url in
                    said.opened(url)
                    return .handled
                })
                .padding(.horizontal, Space.two)
                .padding(.vertical, Space.one)
        }
        .foregroundStyle(tone.ink)
        .ground(tone.ground, in: shape, palette)
        .contextMenu { HeldMenu(bubble: bubble, labels: labels, actions: said, onAsk: onAsk) }
        .frame(maxWidth: room.maxWidth, alignment: bubble.own ? .trailing : .leading)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(bubble.spoken)
        .accessibilityActions { SpokenMenu(bubble: bubble, labels: labels, actions: said, onAsk: onAsk) }
    }

    /// The time stands once for a group; a post that is not through shows its own.
    private var timed: Bool {
        bubble.last || (bubble.own && !through)
    }

    private var footed: Bool { timed || bubble.edited != nil }

    /// That it was edited, and the time; of a photo that is being sent, how far it has come.
    private var told: String {
        [bubble.edited, timed ? (bubble.progress == nil ? bubble.time : bubble.stateLabel) : nil].compactMap(\.self).joined(separator: " ")
    }

    @ViewBuilder private var foot: some View {
        if footed {
            HStack(spacing: Space.half) {
                Text(told).font(Face.time)
                if bubble.own, timed { Icon(icon, Face.time) }
            }
            .foregroundStyle(bubble.own ? palette.ownTime : palette.muted)
        }
    }

    /// Whether the server has it for good.
    private var through: Bool {
        switch bubble.state {
        case .sent, .delivered, .read: true
        case .waiting, .failed, .asked: false
        }
    }

    private var icon: Icons {
        switch bubble.state {
        case .waiting: .clock
        case .sent: .check
        case .delivered: .checks
        case .read: .read
        case .failed: .alert
        case .asked: .hourglass
        }
    }

    /// Why it goes no further by itself; a touch sends it, to whoever is in now.
    private func stopped(_ onward: String, _ icon: Icons, _ color: Color) -> some View {
        Button(action: onRetry) {
            HStack(spacing: 6) {
                Icon(icon, Face.label)
                Text(bubble.stateLabel).font(Face.label)
            }
            .foregroundStyle(color)
            .padding(.horizontal, Space.one)
            .frame(minHeight: Space.touch)
            .contentShape(Corner.chip)
        }
        .buttonStyle(.plain)
        .accessibilityHint(onward)
    }
}
