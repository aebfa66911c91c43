// That what takes something away says so to the system, and that every button is large enough for a thumb.
// Refuses to look at screens. Run by swift test.
import Samtale
import SwiftUI
import Testing
@testable import SamtaleViews

@Suite struct ActButtonTests {
    @Test func onlyWhatIsGraveIsDestructive() {
        #expect(act(grave: true).role == .destructive)
        #expect(act(grave: false).role == nil)
    }

    @Test func aThumbIsEnough() {
        #expect(min(Space.touch, Space.button) >= 48)
    }

    private func act(grave: Bool) -> ActView {
        ActView(act: "reopen", label: "Åbn", grave: grave, heading: "Vil du?", sentence: "Alle kan skrive", yes: "Åbn", no: "Fortryd")
    }
}
