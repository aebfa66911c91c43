// What is written before a closed door: kept before the door opens, and given a place behind it. Refuses the real core.
// Run with the model tests.
import Samtale
import SamtaleModels
import Testing

@MainActor struct JotterTests {
    @Test func withoutANetworkOneWritesAndKeepsIt() async throws {
        let samtale = FakeSamtale(account: true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        samtale.session.failing.value = .Offline
        await model.unlock()
        let jotter = try #require(model.jotter)
        #expect(model.problem == nil)
        #expect(!jotter.ready)
        jotter.text = "Jeg er ved hytten"
        jotter.to = " Ali "
        #expect(jotter.ready)
        #expect(await jotter.keep())
        #expect(samtale.notes.kept.value == ["Jeg er ved hytten|Ali"])
        #expect(jotter.text.isEmpty && jotter.view.waiting == "1")
        jotter.asked = jotter.view.forget
        await jotter.forget()
        #expect(jotter.view.waiting == nil && jotter.asked == nil)
    }

    @Test func whatStandsInTheFieldIsKeptBeforeTheDoorOpens() async throws {
        let samtale = FakeSamtale(account: true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        samtale.session.failing.value = .Offline
        await model.unlock()
        model.jotter?.text = "Vent"
        samtale.session.failing.value = nil
        samtale.notes.failing.value = .Disk
        await model.unlock()
        #expect(model.jotter?.text == "Vent")
        samtale.notes.failing.value = nil
        await model.unlock()
        #expect(model.jotter == nil)
        #expect(samtale.notes.kept.value == ["Vent|"])
    }

    @Test func behindTheDoorEachIsGivenAPlaceOrDeleted() async {
        let session = FakeSession()
        let inbox = InboxModel(session: session, language: .danish)
        let dialog = DialogModel(session: session, dialog: "d", language: .danish)
        inbox.placing = .sample("j1")
        #expect(await inbox.place(in: dialog))
        #expect(dialog.draft.text == "Hytten")
        inbox.asked = JotView.sample("j2").forget
        await inbox.forget()
        #expect(session.acts.value == ["place j1 d", "forget j2"])
        inbox.placing = .sample("j3")
        session.failing.value = .TooLarge
        #expect(await !inbox.place(in: dialog))
        #expect(inbox.problem?.code == "too-large")
    }
}
