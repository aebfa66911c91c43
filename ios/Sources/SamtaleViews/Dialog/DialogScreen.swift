// One dialog: who reads it, what was said, where one writes. Refuses to jump while one reads further up.
// Shown by DialogPane, alone on a phone and to the right of the list on a tablet.
import Samtale
import SamtaleModels
import SwiftUI

/// What can be done in a dialog.
struct DialogActions {
    let onMembers: Act
    let onSend: Act
    let onAnswer: @MainActor (_ proposal: String, _ answer: Answer) -> Void
    let onMore: @MainActor (_ proposal: String) -> Void
    let onRetry: @MainActor (_ post: String) -> Void
    let onAsk: Ask
    let onEarlier: Act
    let onCopy: @MainActor (_ text: String) -> Void
    let photo: PhotoSource
    let onFound: Act
    let said: SaidActions
    let recording: Recording?
    let onChoose: @MainActor (_ choice: String) -> Void
    let onLogin: Act
    let onPrint: @MainActor (_ invitation: String) -> Void
}

struct DialogScreen: View {
    let view: DialogView
    let labels: Labels
    let draft: Draft
    let actions: DialogActions
    var problem: ProblemView?
    var sought: String?
    var goes: String?
    var onGone: Act = {}
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(spacing: 0) {
            head
            palette.hairline.frame(height: 1)
            if let notice = view.notice { Notice(text: notice, icon: .cloudOff).padding(.top, Space.half) }
            Posts(view: view, labels: labels, actions: actions, sought: sought, goes: goes, onGone: onGone).id(view.dialog)
            if let typing = view.typing { writing(typing) }
            if let problem {
                ProblemNotice(problem: problem, retry: labels.retry)
                    .padding(.horizontal, Space.side)
                    .padding(.vertical, Space.half)
            }
            if let once = view.stepUp { OnceMore(view: once, onLogin: actions.onLogin) }
            if view.mayWrite {
                Composer(draft: draft, hint: view.hint, labels: labels, recording: actions.recording, onSend: actions.onSend)
            } else if let why = view.whyNot {
                Silent(why: why, evidence: view.evidence, copy: labels.evidenceCopy, onCopy: actions.onCopy)
            }
        }
        .background(palette.paper)
    }

    /// Who is writing now.
    private func writing(_ words: String) -> some View {
        Text(words)
            .font(Face.label)
            .foregroundStyle(palette.muted)
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(.horizontal, Space.side)
            .padding(.vertical, Space.half)
    }

    /// The name, and below it always who can read this; a touch shows them.
    private var head: some View {
        Button(action: actions.onMembers) {
            HStack(spacing: Space.two) {
                Avatar(initials: view.initials, tone: view.tone, size: 40)
                VStack(alignment: .leading, spacing: 1) {
                    NameLine(name: view.name, topic: view.topic)
                    HStack(alignment: .firstTextBaseline, spacing: 5) {
                        Icon(.lock, Face.label).foregroundStyle(palette.moss)
                        Text(view.readers).font(Face.label).foregroundStyle(palette.muted).multilineTextAlignment(.leading)
                    }
                }
                .frame(maxWidth: .infinity, alignment: .leading)
                Icon(.info, Face.title).foregroundStyle(palette.muted)
            }
            .padding(.horizontal, Space.side)
            .padding(.vertical, Space.half)
            .frame(minHeight: 56)
            .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
        .accessibilityElement(children: .combine)
        .accessibilityHint(labels.members)
        .accessibilityAddTraits(.isHeader)
    }
}
