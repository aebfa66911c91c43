// That a consent is asked, put off and answered as a person means it: once. Refuses a default answer.
// Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct ConsentTests {
    let session = FakeSession()
    let model: DialogModel

    init() async {
        model = DialogModel(session: session, dialog: "d", language: .danish)
        let old = ItemView.consent(card: .sample("gammel", answered: "Du sagde ja"))
        session.dialogFeed.show(.sample(items: [old, .consent(card: .sample("ny"))], consent: .sample("ny")))
        session.dialogFeed.stop()
        await model.follow()
    }

    @Test func theOneThatWaitsOpensByItselfUntilItIsPutOff() {
        #expect(model.consent?.proposal == "ny")
        model.closeConsent()
        #expect(model.consent == nil)
        #expect(session.acts.value.isEmpty)
    }

    @Test func aCardOpensItsOwnSheetAlsoWhenPutOffOrAnswered() {
        model.closeConsent()
        model.openConsent("ny")
        #expect(model.consent?.proposal == "ny")
        model.openConsent("gammel")
        #expect(model.consent?.answered == "Du sagde ja")
        model.closeConsent()
        #expect(model.consent == nil)
    }

    @Test func oneSheetAtATime() {
        #expect(model.sheet?.id == "consent ny")
        model.showsMembers = true
        #expect(model.sheet?.id == "members")
        model.sheet = nil
        #expect(model.sheet?.id == "consent ny")
        model.sheet = nil
        #expect(model.sheet?.id == nil)
        #expect(model.consent == nil)
    }

    @Test func anAnswerIsGivenOnce() async {
        await model.answer("ny", .no)
        await model.answer("ny", .yes)
        #expect(session.acts.value == ["answer ny no"])
        #expect(model.consent == nil)
    }

    @Test func anAnswerThatCouldNotBeGivenMayBeGivenAgain() async {
        session.failing.value = .Offline
        await model.answer("ny", .yes)
        #expect(model.problem == explain(problem: .Offline, language: .danish))
        #expect(model.consent == nil)

        session.failing.value = nil
        await model.answer("ny", .yes)
        #expect(session.acts.value == ["answer ny yes", "answer ny yes"])
        #expect(model.problem == nil)
    }
}
