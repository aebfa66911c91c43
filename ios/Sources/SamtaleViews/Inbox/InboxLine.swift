// One dialog in the list: who, what about, with whom apart, the last words, what waits. Refuses more than a glance; what can be set is a swipe away.
// Shown by InboxScreen; a screen reader hears it as one sentence.
import Samtale
import SwiftUI

struct InboxLine: View {
    let row: InboxRow
    let onChoose: @MainActor (_ choice: String) -> Void
    @Environment(\.palette) private var palette
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        HStack(alignment: size.isLarge ? .top : .center, spacing: Space.two) {
            Avatar(initials: row.initials, tone: row.tone, size: 52)
            VStack(alignment: .leading, spacing: Space.hair) {
                HStack(spacing: Space.one) {
                    NameLine(name: row.name, topic: row.topic, strong: unread).frame(maxWidth: .infinity, alignment: .leading)
                    if row.pinned { Icon(.pin, Face.label).foregroundStyle(palette.muted) }
                    if row.muted { Icon(.mute, Face.label).foregroundStyle(palette.muted) }
                    if !size.isLarge { time }
                }
                if let room = row.room { Text(room).font(Face.label).foregroundStyle(palette.fjord) }
                if let waiting = row.waiting { amber(waiting) }
                HStack(spacing: Space.one) {
                    Text(row.last)
                        .font(Face.note.weight(unread ? .medium : .regular))
                        .foregroundStyle(unread ? palette.ink : palette.muted)
                        .lineLimit(1)
                        .frame(maxWidth: .infinity, alignment: .leading)
                    if unread, !size.isLarge { badge }
                }
                if size.isLarge {
                    HStack(spacing: Space.one) {
                        time
                        if unread { badge }
                    }
                }
            }
        }
        .padding(.horizontal, Space.two)
        .padding(.vertical, 10)
        .frame(maxWidth: .infinity, minHeight: 76, alignment: .leading)
        .contentShape(Corner.card)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(row.spoken)
        .accessibilityAddTraits(.isButton)
        .accessibilityActions { choices }
        .contextMenu { choices }
        .swipeActions(edge: .trailing, allowsFullSwipe: false) { choices }
    }

    /// What can be set, in the system's own menu or read aloud.
    private var choices: some View {
        ForEach(row.choices, id: \.choice) { choice in
            Button(choice.label, role: nil) { onChoose(choice.choice) }
        }
    }

    private var unread: Bool { row.unread > 0 }

    private var time: some View {
        Text(row.time)
            .font(Face.time.weight(unread ? .bold : .regular))
            .foregroundStyle(unread ? palette.fjord : palette.muted)
    }

    private var badge: some View {
        Text(verbatim: "\(row.unread)")
            .font(Face.time.weight(.bold))
            .foregroundStyle(row.muted ? palette.sand.ink : palette.own.ink)
            .padding(.horizontal, 6)
            .frame(minWidth: 22, minHeight: 22)
            .background(row.muted ? palette.sand.ground : palette.own.ground, in: Capsule())
    }

    /// What waits for this person, in amber.
    private func amber(_ words: String) -> some View {
        HStack(spacing: 5) {
            Icon(.hourglass, Face.label)
            Text(words).font(Face.label)
        }
        .foregroundStyle(palette.amber.ink)
        .padding(.leading, 6)
        .padding(.trailing, 10)
        .padding(.vertical, 3)
        .ground(palette.amber.ground, in: Corner.chip, palette, line: 1)
        .padding(.vertical, Space.hair)
    }
}
