// Looking for words in all dialogs: a field, and below it what was found, newest first. Refuses to find anything itself.
// Shown by SearchPane, in place of the list.
import Samtale
import SwiftUI

/// What can be done while looking for something.
struct SearchActions {
    let onBack: Act
    let onOpen: @MainActor (_ found: SearchRow) -> Void
    let onMore: Act
}

struct SearchScreen: View {
    @Binding var query: String
    let found: SearchView?
    let labels: Labels
    let actions: SearchActions
    var problem: ProblemView?
    @Environment(\.palette) private var palette

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            HStack(alignment: .bottom, spacing: 0) {
                IconButton(icon: .back, words: labels.back, color: palette.ink, act: actions.onBack)
                Field(name: labels.searchField, value: $query)
            }
            .padding(.leading, Space.half)
            .padding(.trailing, Space.side)
            .padding(.vertical, Space.one)
            if let problem {
                ProblemNotice(problem: problem, retry: labels.retry)
                    .padding(.horizontal, Space.side)
                    .padding(.vertical, Space.half)
            }
            if let notice = found?.notice {
                Text(notice)
                    .foregroundStyle(palette.muted)
                    .padding(.horizontal, Space.side)
                    .padding(.vertical, Space.two)
            }
            ScrollView {
                LazyVStack(spacing: 0) {
                    ForEach(found?.rows ?? [], id: \.place) { row in
                        Button(action: { actions.onOpen(row) }) { Found(row: row) }
                            .buttonStyle(.plain)
                            .accessibilityLabel(row.spoken)
                    }
                    if found?.more == true { QuietButton(words: labels.searchMore, act: actions.onMore) }
                }
                .padding(.bottom, Space.wide)
            }
        }
        .frame(maxHeight: .infinity, alignment: .top)
        .background(palette.paper)
    }
}

extension SearchRow {
    /// A post is one in its dialog.
    fileprivate var place: String { "\(dialog) \(post)" }
}

/// A post that was found: whose dialog, when, and the words around the hit. A screen reader hears it as one sentence.
private struct Found: View {
    let row: SearchRow
    @Environment(\.palette) private var palette
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        HStack(spacing: Space.two) {
            if !size.isLarge { Avatar(initials: row.initials, tone: row.tone, size: 40) }
            VStack(alignment: .leading, spacing: Space.hair) {
                HStack(spacing: Space.one) {
                    Text(row.name).font(Face.name).frame(maxWidth: .infinity, alignment: .leading)
                    Text(row.time).font(Face.time).foregroundStyle(palette.muted)
                }
                words
            }
        }
        .padding(.horizontal, Space.side)
        .padding(.vertical, Space.one)
        .frame(maxWidth: .infinity, minHeight: 68, alignment: .leading)
        .contentShape(Corner.card)
    }

    private var words: some View {
        (Text(verbatim: row.before).font(Face.note).foregroundStyle(palette.muted)
            + Text(verbatim: row.hit).font(Face.note.weight(.bold)).foregroundStyle(palette.ink)
            + Text(verbatim: row.after).font(Face.note).foregroundStyle(palette.muted))
            .multilineTextAlignment(.leading)
    }
}
