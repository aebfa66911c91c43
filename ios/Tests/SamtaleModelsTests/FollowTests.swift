// That models show the latest view and end when the core ends. Refuses timing: feeds are filled beforehand.
// Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct FollowTests {
    let session = FakeSession()

    @Test func theLatestListWinsAndNilStops() async {
        let model = InboxModel(session: session, language: .danish)
        #expect(model.view == nil)
        session.inboxFeed.show(.sample("først"), .sample("så"), .sample("nu"))
        session.inboxFeed.stop()
        await model.follow()
        #expect(model.view?.title == "nu")
    }

    @Test func theLatestDialogWinsAndNilStops() async {
        let model = DialogModel(session: session, dialog: "d", language: .danish)
        session.dialogFeed.show(.sample("Ali"), .sample("Ali og Mette"))
        session.dialogFeed.stop()
        await model.follow()
        #expect(model.view?.name == "Ali og Mette")
    }

    @Test func aDialogThatIsNotThereIsExplained() async {
        let model = DialogModel(session: session, dialog: "?", language: .danish)
        session.failing.value = .NotFound
        await model.follow()
        #expect(model.problem == explain(problem: .NotFound, language: .danish))
        #expect(model.view == nil)
    }

    @Test func aScreenThatGoesAwayStopsItsFeed() async {
        let list = InboxModel(session: session, language: .danish)
        let dialog = DialogModel(session: session, dialog: "d", language: .danish)
        let followed = [Task { await list.follow() }, Task { await dialog.follow() }]
        for task in followed { task.cancel() }
        for task in followed { await task.value }
        #expect(session.inboxFeed.stopped.value)
        #expect(session.dialogFeed.stopped.value)
    }

    @Test func earlierPostsAreAskedOfTheFeedThatIsFollowed() async {
        let model = DialogModel(session: session, dialog: "d", language: .danish)
        model.loadEarlier()
        #expect(session.dialogFeed.earlier.value == 0)
        session.dialogFeed.stop()
        await model.follow()
        model.loadEarlier()
        #expect(session.dialogFeed.earlier.value == 1)
    }
}
