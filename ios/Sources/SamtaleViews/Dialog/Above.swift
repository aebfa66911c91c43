// What stands above the field, or in its place: the post that is answered or edited, the file that is chosen, a recording.
// Refuses to hide it. Parts of Composer.
import Samtale
import SamtaleModels
import SwiftUI

struct Pointed: View {
    let draft: Draft
    let labels: Labels
    @Environment(\.palette) private var palette

    var body: some View {
        if draft.answers != nil || draft.edits != nil {
            HStack(spacing: Space.one) {
                if let quote = draft.answers {
                    Quote(quote: quote, ink: palette.muted)
                        .frame(maxWidth: .infinity, alignment: .leading)
                        .accessibilityElement(children: .ignore)
                        .accessibilityLabel("\(labels.reply): \(quote.author). \(quote.text)")
                } else {
                    Icon(.edit).foregroundStyle(palette.muted)
                    Text(labels.editing).font(Face.label).foregroundStyle(palette.muted).frame(maxWidth: .infinity, alignment: .leading)
                }
                IconButton(icon: .close, words: labels.leaveBe, color: palette.muted) { draft.leaveBe() }
            }
            .padding(.leading, Space.side)
        }
    }
}

/// The chosen file or voice note, and the way to take it away again.
struct ChosenFile: View {
    let file: AttachedDraft
    let draft: Draft
    let labels: Labels
    @Environment(\.palette) private var palette

    var body: some View {
        HStack(spacing: Space.one) {
            Icon(icon).foregroundStyle(palette.muted)
            Text(words).font(Face.note).lineLimit(2).frame(maxWidth: .infinity, alignment: .leading)
            IconButton(icon: .close, words: labels.removeFile, color: palette.muted) { draft.removeFile() }
        }
        .padding(.leading, Space.side)
    }

    private var icon: Icons {
        if case .voice = file { .microphone } else { .file }
    }

    private var words: String {
        switch file {
        case .file(_, let name, _): name
        case .voice(_, _, let millis, _): clock(Int(millis))
        case .photo(_, let alt): alt
        }
    }
}

/// While a voice note is recorded: how long it is, an end to it, a way out.
struct Records: View {
    let recording: Recording
    let labels: Labels
    let onEnd: Act
    @Environment(\.palette) private var palette

    var body: some View {
        HStack(spacing: Space.one) {
            IconButton(icon: .close, words: labels.voiceForget, color: palette.muted) { recording.forget() }
            Icon(.microphone).foregroundStyle(palette.rose)
            Text(clock(recording.millis ?? 0)).frame(maxWidth: .infinity, alignment: .leading)
            IconButton(icon: .stop, words: labels.voiceEnd, color: palette.fjord, act: onEnd)
        }
        .task {
            await recording.follow()
            // Ten minutes are over; what was ended or forgotten before is nothing here.
            if !Task.isCancelled, recording.runs { onEnd() }
        }
    }
}
