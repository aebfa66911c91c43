// Looking for words, opening what was found, and what was begun and not sent. Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct SearchTests {
    let session = FakeSession()

    @Test func theLatestWordsCountAndMoreIsAskedForPageByPage() async {
        let model = SearchModel(session: session, language: .danish)
        model.query = "ons"
        await model.look()
        #expect(model.found?.rows.first?.hit == "ons")
        model.more()
        await model.look()
        model.query = "onsdag"
        await model.look()
        #expect(session.acts.value == ["search ons 1", "search ons 2", "search onsdag 1"])
        #expect(model.found?.rows.first?.hit == "onsdag")
    }

    @Test func aPostThatWasFoundIsAskedForUntilItIsShown() async {
        let model = DialogModel(session: session, dialog: "d", language: .danish)
        model.seek("p1")
        session.dialogFeed.show(.sample())
        let following = Task { await model.follow() }
        while session.dialogFeed.sought.value.isEmpty { await Task.yield() }
        model.seek("p2")
        #expect(session.dialogFeed.sought.value == ["p1", "p2"])
        #expect(model.sought == "p2")
        model.found()
        #expect(model.sought == nil)
        following.cancel()
        await following.value
    }

    @Test func aDraftIsRestoredOnceAndKeptWhenItHasChanged() async {
        let model = DialogModel(session: session, dialog: "d", language: .danish)
        session.dialogFeed.show(.sample(draft: "Kære Ali"))
        let following = Task { await model.follow() }
        while model.view == nil { await Task.yield() }
        #expect(model.draft.text == "Kære Ali")
        await model.keepDraft()
        #expect(session.acts.value.isEmpty, "nothing has changed")
        model.draft.text = "Kære Ali, jeg"
        await model.keepDraft()
        #expect(session.acts.value == ["draft Kære Ali, jeg"])
        session.dialogFeed.show(.sample("Ali Mentor", draft: "Noget andet"))
        while model.view?.name != "Ali Mentor" { await Task.yield() }
        #expect(model.draft.text == "Kære Ali, jeg", "what is written here is newer")
        following.cancel()
        await following.value
    }

    @Test func receiptsAreTurnedOffByTheCoreAlone() async {
        let model = DevicesModel(session: session, language: .danish)
        await model.tell(false)
        #expect(session.acts.value == ["receipts false"])
        #expect(model.receipts, "until the list says so")
        model.show(receipts: false)
        #expect(!model.receipts)
    }
}
