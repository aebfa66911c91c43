// Where one writes: text that grows to five lines, a photo with words for it, send. Refuses to lose what was written.
// The foot of DialogScreen. Cmd-Return sends.
import Samtale
import SamtaleModels
import SwiftUI

struct Composer: View {
    @Bindable var draft: Draft
    let hint: String
    let labels: Labels
    var recording: Recording?
    let onSend: Act
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(spacing: 0) {
            Pointed(draft: draft, labels: labels)
            if let photo = draft.photo { chosen(photo) }
            if let file = draft.file { ChosenFile(file: file, draft: draft, labels: labels) }
            if let recording, recording.runs {
                Records(recording: recording, labels: labels) {
                    Task { if let voice = await recording.end() { draft.attach(voice) } }
                }
            } else {
                field
            }
        }
        .background(palette.surface, in: Corner.field)
        .overlay {
            Corner.field.strokeBorder(palette.outline.opacity(palette.outlined ? 1 : 0.55), lineWidth: 1)
        }
        .padding(Space.one)
    }

    private var field: some View {
        HStack(alignment: .bottom, spacing: 0) {
            if draft.edits == nil {
                AttachButton(labels: labels, onPhoto: { draft.attach($0) }, onFile: { draft.attach($0) })
            } else {
                Color.clear.frame(width: Space.side, height: Space.touch).accessibilityHidden(true)
            }
            TextField(hint, text: $draft.text, axis: .vertical)
                .lineLimit(1...5)
                .padding(.vertical, Space.two)
                .frame(minHeight: Space.touch)
                .accessibilityLabel(hint)
            if let recording, draft.empty {
                IconButton(icon: .microphone, words: labels.voiceRecord, color: palette.fjord) { Task { await recording.begin() } }
            } else {
                send
            }
        }
    }

    private var send: some View {
        Button(action: onSend) {
            Icon(.send, Face.name)
                .foregroundStyle(draft.ready ? palette.own.ink : palette.muted)
                .frame(width: 40, height: 40)
                .background(draft.ready ? palette.own.ground : palette.sand.ground, in: Circle())
                .frame(width: Space.touch, height: Space.touch)
                .contentShape(Circle())
        }
        .buttonStyle(.plain)
        .disabled(!draft.ready)
        .keyboardShortcut(.return, modifiers: .command)
        .accessibilityLabel(labels.send)
    }

    /// The chosen photo, what it shows, and the way to take it away again.
    private func chosen(_ photo: Data) -> some View {
        HStack(alignment: .top, spacing: Space.two) {
            ZStack {
                palette.sand.ground
                if let picture = decode(photo) {
                    picture.resizable().scaledToFill()
                } else {
                    Icon(.photo, Face.display).foregroundStyle(palette.muted)
                }
            }
            .frame(width: 84, height: 84)
            .clipShape(Corner.photo)
            .accessibilityHidden(true)
            TextField(labels.describePhoto, text: $draft.alt, axis: .vertical)
                .lineLimit(1...3)
                .padding(.vertical, Space.two)
                .frame(minHeight: Space.touch)
                .accessibilityLabel(labels.describePhoto)
            IconButton(icon: .close, words: labels.removePhoto, color: palette.muted) { draft.removePhoto() }
        }
        .padding(.leading, Space.two)
        .padding(.top, Space.two)
    }
}

/// What has to come first: one more login, with the way there where it is this person's.
struct OnceMore: View {
    let view: StepUpView
    let onLogin: Act
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(spacing: Space.two) {
            HStack(alignment: .firstTextBaseline, spacing: Space.one) {
                Icon(.lock).foregroundStyle(palette.moss)
                Text(view.sentence).font(Face.note)
            }
            .accessibilityElement(children: .combine)
            if let button = view.button { MainButton(words: button, act: onLogin) }
        }
        .frame(maxWidth: Space.column)
        .frame(maxWidth: .infinity)
        .padding(Space.side)
    }
}

/// In place of the composer where this person may not write: why, and what proves it.
struct Silent: View {
    let why: String
    let evidence: String?
    let copy: String
    let onCopy: @MainActor (_ text: String) -> Void
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(spacing: Space.two) {
            HStack(alignment: .firstTextBaseline, spacing: Space.one) {
                Icon(.lock)
                Text(why).font(Face.note)
            }
            .foregroundStyle(palette.muted)
            .accessibilityElement(children: .combine)
            if let evidence { MainButton(words: copy) { onCopy(evidence) } }
        }
        .frame(maxWidth: Space.column)
        .frame(maxWidth: .infinity)
        .padding(Space.side)
    }
}
