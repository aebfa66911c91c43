// What a person sets for themselves alone: in the list, in a dialog, and when the app locks.
// Refuses to look at screens. Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct MineTests {
    let session = FakeSession()

    @Test func whatARowOffersIsHandedBackAsItCame() async {
        let model = InboxModel(session: session, language: .danish)
        await model.choose("d", "archive")
        #expect(session.acts.value == ["act d archive"])
        #expect(model.problem == nil)
    }

    @Test func whatCouldNotBeSetIsToldUntilSomethingCan() async {
        let model = InboxModel(session: session, language: .danish)
        session.failing.value = .Locked
        await model.choose("d", "pin")
        #expect(model.problem == explain(problem: .Locked, language: .danish))
        session.failing.value = nil
        await model.choose("d", "pin")
        #expect(model.problem == nil)
    }

    @Test func aDialogSetsTheSameAndShowsFoldedPosts() async {
        let model = DialogModel(session: session, dialog: "d", language: .danish)
        await model.choose("mute")
        await model.choose("show u3")
        #expect(session.acts.value == ["act d mute", "act d show u3"])
    }

    @Test func theSheetShowsWhenTheAppLocksNow() {
        let model = DevicesModel(session: session, language: .danish)
        #expect(model.lock == nil)
        model.open()
        #expect(model.lock == .sample(5))
        model.lockAfter(0)
        #expect(model.lock == .sample(0))
        #expect(session.acts.value == ["lock after 0"])
    }

    @Test func whatCouldNotBeKeptIsToldAndWhatHoldsStays() {
        let model = DevicesModel(session: session, language: .danish)
        model.open()
        session.failing.value = .Disk
        model.lockAfter(60)
        #expect(model.lock == .sample(5))
        #expect(model.problem == explain(problem: .Disk, language: .danish))
    }
}
