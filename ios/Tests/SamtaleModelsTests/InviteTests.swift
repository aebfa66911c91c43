// That an invitation is made of what was filled in, and that nothing is lost when it is not made.
// Refuses a half-filled form. Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct InviteTests {
    let session = FakeSession()
    let model: InviteModel

    init() {
        model = InviteModel(session: session, language: .danish)
        model.name = "Karen "
        model.topic = "Job"
        model.purpose = " Vej til arbejde"
    }

    @Test func threeFieldsAreNeeded() async {
        model.purpose = "  "
        #expect(!model.ready)
        await model.make()
        #expect(session.acts.value.isEmpty)
    }

    @Test func whatWasFilledInBecomesAnInvitation() async {
        #expect(model.ready)
        await model.make()
        #expect(session.acts.value == ["invite Karen|Job|Vej til arbejde|"])
        #expect(model.invitation?.until == "3. maj")
    }

    @Test func whatIsVerySensitiveIsSaidSo() async {
        model.sensitive = true
        await model.make()
        #expect(session.acts.value == ["invite Karen|Job|Vej til arbejde||sensitive"])
    }

    @Test func aLetterIsMadeOfItOrItIsToldWhyNot() async {
        await model.make()
        #expect(await model.print("i1")?.name == "Brev.pdf")
        session.failing.value = .NotFound
        #expect(await model.print("i1") == nil)
        #expect(model.problem == explain(problem: .NotFound, language: .danish))
        #expect(session.acts.value.suffix(1) == ["print i1"])
    }

    @Test func aFailureKeepsTheFieldsAndIsTold() async {
        session.failing.value = .Busy
        await model.make()
        #expect(model.invitation == nil)
        #expect(model.purpose == " Vej til arbejde")
        #expect(model.problem == explain(problem: .Busy, language: .danish))
        session.failing.value = nil
        await model.make()
        #expect(model.invitation != nil)
        #expect(model.problem == nil)
    }
}
