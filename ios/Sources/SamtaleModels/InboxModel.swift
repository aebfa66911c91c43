// The list of dialogs as it stands now, and what is set in it. Refuses to sort, to count or to remember: the latest view is all.
// Followed by InboxScreen for as long as it is shown.
import Observation
import Samtale

@MainActor @Observable
public final class InboxModel {
    public private(set) var view: InboxView?
    /// What went wrong with what was set last.
    public private(set) var problem: ProblemView?
    /// Whether the dialogs that are out of the list are shown.
    public var showsArchived = false
    private let session: any SessionSource
    private let language: Language

    public init(session: any SessionSource, language: Language) {
        self.session = session
        self.language = language
    }

    /// Sets what a row offered; the next list says whether it holds.
    public func choose(_ dialog: String, _ choice: String) async {
        do {
            try await session.act(dialog: dialog, act: choice)
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }

    /// Pulls views until the feed ends or the task is cancelled; each replaces the one before.
    public func follow() async {
        let feed = session.inbox()
        await withTaskCancellationHandler {
            while let next = await feed.next() { view = next }
        } onCancel: {
            feed.stop()
        }
    }
}
