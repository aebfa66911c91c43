// A post's words with their links, and what can be done with a post by name: in its menu and read aloud.
// Refuses to open anything by itself. Parts of a bubble.
import Foundation
import Samtale
import SwiftUI

/// What can be done with what was said. `playing` is the voice note that is heard now, by its file.
struct SaidActions {
    let onReact: @MainActor (_ token: String) -> Void
    let onAnswer: @MainActor (_ quote: QuoteView) -> Void
    let onEdit: @MainActor (_ post: EditView) -> Void
    let onPage: @MainActor (_ url: String) -> Void
    let onDialog: @MainActor (_ dialog: String) -> Void
    let onFile: @MainActor (_ file: FileView) -> Void
    let onVoice: @MainActor (_ voice: VoiceView) -> Void
    let onQuote: @MainActor (_ bubble: String) -> Void
    let playing: String?
}

/// The words; a link to a dialog has a scheme that only this app reads.
func linked(_ spans: [SpanView]) -> AttributedString {
    spans.reduce(into: AttributedString()) { all, span in
        switch span {
        case .words(let text):
            all += AttributedString(text)
        case .web(let text, let url):
            all += link(text, url)
        case .dialog(let text, let dialog):
            all += link(text, inner + dialog)
        }
    }
}

private let inner = "samtale-dialog:"

private func link(_ text: String, _ url: String) -> AttributedString {
    var link = AttributedString(text)
    link.link = URL(string: url)
    return link
}

extension SaidActions {
    /// A touch on a link in the words.
    @MainActor func opened(_ url: URL) {
        let text = url.absoluteString
        if text.hasPrefix(inner) { onDialog(String(text.dropFirst(inner.count))) } else { onPage(text) }
    }
}

/// What a long press offers: react, answer, edit, and what takes something away.
struct HeldMenu: View {
    let bubble: BubbleView
    let labels: Labels
    let actions: SaidActions
    let onAsk: Ask

    var body: some View {
        ControlGroup {
            ForEach(bubble.react, id: \.emoji) { choice in
                Button(choice.emoji, role: nil) { if let token = choice.react { actions.onReact(token) } }
                    .accessibilityLabel(choice.spoken)
            }
        }
        .controlGroupStyle(.palette)
        Named(bubble: bubble, labels: labels, actions: actions)
        ActMenu(acts: bubble.acts, onAsk: onAsk)
    }
}

/// The same read aloud, and what else a touch on a part of the bubble does.
struct SpokenMenu: View {
    let bubble: BubbleView
    let labels: Labels
    let actions: SaidActions
    let onAsk: Ask

    var body: some View {
        if let to = bubble.quote?.bubble { Button(labels.quote, role: nil) { actions.onQuote(to) } }
        if let file = bubble.file { Button(labels.fileSave, role: nil) { actions.onFile(file) } }
        if let voice = bubble.voice {
            Button(actions.playing == voice.file ? labels.voiceStop : labels.voicePlay, role: nil) { actions.onVoice(voice) }
        }
        ForEach(bubble.spans, id: \.self) { span in
            switch span {
            case .words: EmptyView()
            case .web(let text, let url): Button(text, role: nil) { actions.onPage(url) }
            case .dialog(let text, let dialog): Button(text, role: nil) { actions.onDialog(dialog) }
            }
        }
        ForEach(bubble.react, id: \.emoji) { choice in
            Button(choice.spoken, role: nil) { if let token = choice.react { actions.onReact(token) } }
        }
        Named(bubble: bubble, labels: labels, actions: actions)
        ActMenu(acts: bubble.acts, onAsk: onAsk)
    }
}

private struct Named: View {
    let bubble: BubbleView
    let labels: Labels
    let actions: SaidActions

    var body: some View {
        if let quote = bubble.answer { Button(labels.reply, role: nil) { actions.onAnswer(quote) } }
        if let edit = bubble.edit { Button(labels.edit, role: nil) { actions.onEdit(edit) } }
    }
}
