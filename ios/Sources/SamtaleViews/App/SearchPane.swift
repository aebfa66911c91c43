// The search with its model: looks whenever the words have changed. Refuses to be closed by opening what it found: one comes
// back to it. Shown by Inside in place of the list.
import Samtale
import SamtaleModels
import SwiftUI

struct SearchPane: View {
    @Bindable var model: SearchModel
    let labels: Labels
    let onOpen: @MainActor (_ found: SearchRow) -> Void
    let onBack: Act

    var body: some View {
        SearchScreen(
            query: $model.query, found: model.found, labels: labels,
            actions: SearchActions(onBack: onBack, onOpen: onOpen, onMore: model.more), problem: model.problem
        )
        .task(id: Asked(query: model.query, pages: model.pages)) { await model.look() }
    }
}

/// What is looked for, and how much of it.
private struct Asked: Equatable {
    let query: String
    let pages: UInt32
}
