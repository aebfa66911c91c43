// The list of dialogs as it stands now, what is set in it, and what was written before the door was open while its
// place is chosen. Refuses to sort, to count or to remember: the latest view is all.
// Followed by InboxScreen for as long as it is shown.
import Observation
import Samtale

extension JotView: Identifiable {
    public var id: String { jot }
}

@MainActor @Observable
public final class InboxModel {
    public private(set) var view: InboxView?
    /// What went wrong with what was set last.
    public private(set) var problem: ProblemView?
    /// Whether the dialogs that are out of the list are shown.
    public var showsArchived = false
    /// What is given a place now.
    public var placing: JotView?
    /// The question before it is thrown away.
    public var asked: ActView?
    private let session: any SessionSource
    private let language: Language
    private let announcer: (any Announcer)?

    public init(session: any SessionSource, language: Language, announcer: (any Announcer)? = nil) {
        self.session = session
        self.announcer = announcer
        self.language = language
    }

    /// Sets what a row offered; the next list says whether it holds.
    public func choose(_ dialog: String, _ choice: String) async {
        _ = await trying { try await session.act(dialog: dialog, act: choice) }
    }

    /// Pulls views until the feed ends or the task is cancelled; each replaces the one before.
    public func follow() async {
        let feed = session.inbox()
        await withTaskCancellationHandler {
            while let next = await feed.next() {
                view = next
                announcer?.badge(next.unread)
            }
        } onCancel: {
            feed.stop()
        }
    }

    /// Puts what is given a place behind what is begun in a dialog; true when it stands there.
    public func place(in dialog: DialogModel) async -> Bool {
        guard let jot = placing else { return false }
        placing = nil
        return await trying { try await dialog.begin(jot: jot.jot) }
    }

    /// Throws what was asked about away.
    public func forget() async {
        guard let act = asked else { return }
        asked = nil
        _ = await trying { try await session.forgetJot(jot: act.act) }
    }

    private func trying(_ act: () async throws -> Void) async -> Bool {
        do {
            try await act()
            problem = nil
            return true
        } catch {
            problem = told(error, in: language)
            return false
        }
    }
}
