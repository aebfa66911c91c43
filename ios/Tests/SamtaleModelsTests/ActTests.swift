// That what can be done is asked about first, and then done once, just as it was offered. Refuses to know what an act means.
// Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct ActTests {
    let session = FakeSession()
    let model: DialogModel
    let erase = ActView.sample("erase 7")
    let withdraw = ActView.sample("withdraw 1a2b")
    let leave = ActView.sample("leave")

    init() async {
        model = DialogModel(session: session, dialog: "d", language: .danish)
        session.dialogFeed.show(.sample(
            items: [.post("1", own: true, acts: [erase]), .consent(card: .sample("p", answered: "Du sagde ja", acts: [withdraw]))],
            members: [.sample("Mette Vind", acts: [withdraw])], acts: [leave]
        ))
        session.dialogFeed.stop()
        await model.follow()
    }

    @Test func aYesHandsBackTheActAsItCame() async {
        for act in [erase, withdraw, leave] {
            model.ask(act)
            #expect(model.asked == act)
            await model.act(act)
            #expect(model.asked == nil)
        }
        #expect(session.acts.value == ["act d erase 7", "act d withdraw 1a2b", "act d leave"])
        #expect(model.problem == nil)
    }

    @Test func askingAndTakingTheQuestionAwayDoNothing() async {
        model.ask(leave)
        #expect(model.sheet?.id == "act leave")
        model.sheet = nil
        #expect(model.sheet?.id == nil)
        model.ask(leave)
        model.closeSheet()
        await model.act(leave)
        #expect(session.acts.value.isEmpty)
    }

    @Test func twoYesesAreOne() async {
        model.ask(erase)
        await model.act(erase)
        await model.act(erase)
        #expect(session.acts.value == ["act d erase 7"])
    }

    @Test func aNoGivesBackWhatWasOpenAndAYesClearsTheView() async {
        model.showsMembers = true
        model.ask(withdraw)
        #expect(model.sheet?.id == "act withdraw 1a2b")
        model.closeSheet()
        #expect(model.sheet?.id == "members")
        model.ask(withdraw)
        await model.act(withdraw)
        #expect(model.sheet?.id == nil)

        model.openConsent("p")
        #expect(model.consent?.acts == [withdraw])
        model.ask(withdraw)
        model.closeSheet()
        #expect(model.sheet?.id == "consent p")
        model.ask(withdraw)
        await model.act(withdraw)
        #expect(model.sheet?.id == nil)
    }

    @Test func aConsentThatCameMeanwhileIsNotPutOffByAYes() async {
        let other = FakeSession()
        other.dialogFeed.show(.sample(consent: .sample("ny")))
        other.dialogFeed.stop()
        let waiting = DialogModel(session: other, dialog: "d", language: .danish)
        waiting.ask(erase)
        await waiting.follow()
        #expect(waiting.sheet?.id == "act erase 7")
        await waiting.act(erase)
        #expect(waiting.sheet?.id == "consent ny")
    }

    @Test func whatCouldNotBeDoneIsToldAndMayBeAskedAgain() async {
        session.failing.value = .NotAllowed
        model.showsMembers = true
        model.ask(withdraw)
        await model.act(withdraw)
        #expect(model.problem == explain(problem: .NotAllowed, language: .danish))
        #expect(model.sheet?.id == nil)

        session.failing.value = nil
        model.ask(withdraw)
        await model.act(withdraw)
        #expect(model.problem == nil)
        #expect(session.acts.value == ["act d withdraw 1a2b", "act d withdraw 1a2b"])
    }
}
