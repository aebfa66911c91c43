// A dialog with its model: follows it while shown, and holds its sheets. Refuses a sheet for members who stand beside it.
// Shown by Inside.
import Samtale
import SamtaleModels
import SwiftUI

struct DialogPane: View {
    @Bindable var model: DialogModel
    let labels: Labels
    let membersBeside: Bool

    var body: some View {
        shown
            .task { await model.follow() }
            .sheet(isPresented: $model.showsMembers) {
                MembersSheet(members: model.view?.members ?? [], labels: labels) { model.showsMembers = false }
            }
            .sheet(isPresented: $model.showsConsent) {
                if let consent = model.consent {
                    ConsentSheet(consent: consent, labels: labels) { answer(consent.proposal, $0) } onLater: { model.closeConsent() }
                }
            }
    }

    @ViewBuilder private var shown: some View {
        if let view = model.view {
            DialogScreen(view: view, labels: labels, draft: model.draft, actions: actions, problem: model.problem)
        } else if let problem = model.problem {
            ProblemNotice(problem: problem, retry: labels.retry).padding(Space.side)
        } else {
            Color.clear
        }
    }

    private var actions: DialogActions {
        DialogActions(
            onMembers: { model.showsMembers = !membersBeside },
            onSend: { Task { await model.send() } },
            onAnswer: answer,
            onMore: { model.openConsent($0) },
            onRetry: { post in Task { await model.retry(post: post) } },
            onEarlier: { model.loadEarlier() },
            photo: { await model.photo(file: $0) }
        )
    }

    private func answer(_ proposal: String, _ answer: Answer) {
        Task { await model.answer(proposal, answer) }
    }
}
