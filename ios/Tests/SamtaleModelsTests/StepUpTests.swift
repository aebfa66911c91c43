// One more login while inside: out to its page, and back by the link that opens the app. Refuses to take it for an invitation.
// Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct StepUpTests {
    let samtale = FakeSamtale(account: true)

    private func inside() async -> (OnboardingModel, StepUpModel) {
        let model = OnboardingModel(samtale: samtale, language: .danish)
        await model.unlock()
        return (model, model.stepUp!)
    }

    @Test func theWayBackFromTheLoginIsNoInvitation() async {
        let (model, stepUp) = await inside()
        #expect(await stepUp.begin("d") == "https://login.example/again")
        #expect(stepUp.isOut)
        await model.opened(link: "samtale:/login?code=2")
        #expect(!stepUp.isOut)
        #expect(stepUp.problem == nil)
        #expect(model.code.isEmpty)
        guard case .inside = model.step else { Issue.record("not inside any more"); return }
        #expect(samtale.session.acts.value.suffix(2) == ["step up d", "complete samtale:/login?code=2"])
    }

    @Test func whatIsRefusedIsToldOnceAndTheNextLinkIsAnInvitation() async {
        let (model, stepUp) = await inside()
        _ = await stepUp.begin("d")
        await model.opened(link: "samtale:/login?code=9")
        #expect(stepUp.problem == explain(problem: .LoginOther, language: .danish))
        await model.opened(link: "good")
        guard case .welcome = model.step else { Issue.record("no welcome"); return }
    }

    @Test func aLoginThatCannotBeginIsToldAndNothingIsOpened() async {
        let (_, stepUp) = await inside()
        samtale.session.failing.value = .Offline
        #expect(await stepUp.begin("d") == nil)
        #expect(!stepUp.isOut)
        #expect(stepUp.problem == explain(problem: .Offline, language: .danish))
    }
}
