// The list of dialogs as it stands now. Refuses to sort, to count or to remember: the latest view is all.
// Followed by InboxScreen for as long as it is shown.
import Observation
import Samtale

@MainActor @Observable
public final class InboxModel {
    public private(set) var view: InboxView?
    private let session: any SessionSource

    public init(session: any SessionSource) {
        self.session = session
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
