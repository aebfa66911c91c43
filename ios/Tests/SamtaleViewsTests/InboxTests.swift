// That a line which is not about the connection does not look as if it were.
// Refuses to look at screens. Run by swift test.
import Samtale
import Testing
@testable import SamtaleViews

@Suite struct InboxTests {
    @Test func onlyWhatIsAboutTheConnectionWearsTheCloud() {
        #expect(inbox(offline: true).noticeIcon == .cloudOff)
        #expect(inbox(offline: false).noticeIcon == .info)
    }

    private func inbox(offline: Bool) -> InboxView {
        InboxView(title: "Samtale", notice: "Sådan står det til", noticeOffline: offline, rows: [], unread: 0, archived: nil, undo: nil, jots: [], places: [], empty: nil, mayInvite: false, mayBeSensitive: false, mayMatch: false, receipts: true, devices: [], logOut: nil, nudges: NudgesView(on: true, label: "Sig til", help: "Aldrig hvad", ask: nil))
    }
}
