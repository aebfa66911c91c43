// The way in, step by step, and back out again. Refuses a shortcut past the login.
// Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct OnboardingTests {
    @Test func fromCodeToInside() async {
        let model = OnboardingModel(samtale: FakeSamtale(), language: .danish)
        #expect(model.name == "code")
        #expect(model.login() == nil)
        model.code = "good"
        await model.enrol()
        #expect(model.name == "welcome")
        #expect(model.login() == "https://login.example/start")
        #expect(model.name == "login")
        await model.opened(link: "samtale:/login?code=1")
        #expect(model.name == "inside")
    }

    @Test func whoHasAnotherLoginThanMostGoesThere() async {
        let model = OnboardingModel(samtale: FakeSamtale(), language: .danish)
        #expect(await model.loginBy(ChoiceView(choice: "2", label: "")) == nil)
        model.code = "good"
        await model.enrol()
        #expect(await model.loginBy(ChoiceView(choice: "7", label: "")) == nil)
        #expect(model.name == "welcome")
        #expect(model.problem == explain(problem: .LoginFailed, language: .danish))
        #expect(await model.loginBy(WelcomeView.sample.logins[0]) == "https://health.example/start")
        #expect(model.name == "login")
        #expect(model.problem == nil)
        await model.opened(link: "samtale:/login?code=1")
        #expect(model.name == "inside")
    }

    @Test func whoHasNoLoginShowsDigitsAndIsVouchedFor() async {
        let samtale = FakeSamtale()
        let model = OnboardingModel(samtale: samtale, language: .danish)
        await model.meet()
        #expect(model.name == "code")
        model.code = "good"
        await model.enrol()
        samtale.session.failing.change { $0 = .Offline }
        await model.meet()
        #expect(model.name == "vouching")
        #expect(model.problem == explain(problem: .Offline, language: .danish))
        samtale.session.failing.change { $0 = nil }
        await model.meet()
        #expect(model.name == "inside")
    }

    @Test func aCodeThatCannotBeReadIsToldAndStays() async {
        let model = OnboardingModel(samtale: FakeSamtale(), language: .danish)
        model.code = "bad"
        await model.enrol()
        #expect(model.name == "code")
        #expect(model.code == "bad")
        #expect(model.problem == explain(problem: .BadCode, language: .danish))
        #expect(!model.busy)
    }

    @Test func theDigitsOfACodeOnPaperGoWithTheLink() async {
        let samtale = FakeSamtale()
        let model = OnboardingModel(samtale: samtale, language: .danish)
        model.code = "link"
        model.digits = "1"
        await model.enrol()
        #expect(model.name == "code")
        #expect(model.digits == "1")
        #expect(model.problem == explain(problem: .BadCode, language: .danish))
        model.digits = "30417 88251"
        await model.enrol()
        #expect(model.name == "welcome")
        #expect(samtale.session.acts.value == ["recover link|1", "recover link|30417 88251"])
        _ = model.login()
        await model.opened(link: "samtale:/login?code=1")
        #expect(model.digits.isEmpty)
    }

    @Test func onlyWhiteSpaceIsNoCodeOnPaper() async {
        let model = OnboardingModel(samtale: FakeSamtale(), language: .danish)
        model.code = "good"
        model.digits = " "
        await model.enrol()
        #expect(model.name == "welcome")
    }

    @Test func aLinkFillsInTheCode() async {
        let model = OnboardingModel(samtale: FakeSamtale(), language: .danish)
        await model.opened(link: "good")
        #expect(model.code == "good")
        #expect(model.name == "welcome")
    }

    @Test func aLinkThatIsOpenedMeanwhileWaitsItsTurn() async {
        let samtale = FakeSamtale()
        let model = OnboardingModel(samtale: samtale, language: .danish)
        model.code = "slow"
        let first = Task { await model.enrol() }
        while !model.busy { await Task.yield() }
        let second = Task { await model.opened(link: "good") }
        await Task.yield()
        samtale.gate.continuation.yield()
        await first.value
        await second.value
        #expect(model.code == "good")
        #expect(model.name == "welcome")
    }

    @Test func aLoginThatFailedMayBeTriedAgainOrLeft() async {
        let model = OnboardingModel(samtale: FakeSamtale(), language: .danish)
        await model.opened(link: "good")
        _ = model.login()
        await model.opened(link: "samtale:/login?error=1")
        #expect(model.name == "login")
        #expect(model.problem == explain(problem: .LoginFailed, language: .danish))
        #expect(model.login() != nil)
        #expect(model.problem == nil)
        await model.back()
        #expect(model.name == "welcome")
        await model.back()
        #expect(model.name == "code")
    }

    @Test func aDeviceWithAnAccountIsLockedAndOpens() async {
        let samtale = FakeSamtale(account: true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        #expect(model.name == "locked")
        samtale.session.failing.value = .KeyStore
        await model.unlock()
        #expect(model.name == "locked")
        #expect(model.problem == explain(problem: .KeyStore, language: .danish))
        samtale.session.failing.value = nil
        await model.unlock()
        #expect(model.name == "inside")
        #expect(model.problem == nil)
    }

    @Test func lockingShutsTheDoorAlsoWhenItMeetsAProblem() async {
        let samtale = FakeSamtale(account: true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        await model.lock()
        #expect(samtale.session.acts.value.isEmpty)
        await model.unlock()
        samtale.session.failing.value = .Disk
        await model.lock()
        #expect(model.name == "locked")
        #expect(samtale.session.acts.value == ["lock"])
        #expect(model.problem?.code == "disk")
    }

    @Test func whatTheSystemSaysReachesTheCoreInItsOrder() async {
        let samtale = FakeSamtale(account: true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        await model.left().value
        await model.shown().value
        #expect(samtale.session.acts.value.isEmpty)
        await model.unlock()
        model.network(available: false)
        model.network(available: true)
        model.left()
        model.shown()
        model.left()
        await model.shortOfMemory().value
        #expect(samtale.session.acts.value == [
            "network false", "network true", "background", "foreground", "background", "low memory",
        ])
        #expect(model.name == "inside")
    }

    @Test func anAppThatClosedBehindShowsTheDoorWhenItIsShown() async {
        let samtale = FakeSamtale(account: true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        await model.unlock()
        await model.left().value
        samtale.session.failing.value = .Locked
        await model.shown().value
        #expect(model.name == "locked")
    }

    @Test func aSessionThatBeginsBehindOrWithoutANetworkIsToldSo() async {
        let samtale = FakeSamtale(account: true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        model.network(available: false)
        model.left()
        await model.unlock()
        await model.shown().value
        #expect(samtale.session.acts.value == ["network false", "background", "foreground"])
    }

    @Test func fromInsideToOneMoreCodeAndBack() async {
        let model = OnboardingModel(samtale: FakeSamtale(account: true), language: .danish)
        #expect(!model.mayGoBack)
        await model.unlock()
        model.anotherCode()
        #expect(model.name == "code")
        model.code = "bad"
        #expect(model.mayGoBack)
        await model.back()
        #expect(model.name == "inside")
        #expect(model.code.isEmpty)
        await model.opened(link: "good")
        #expect(model.name == "welcome")
    }

    @Test func aLinkToALockedAppWaitsForTheDoor() async {
        let model = OnboardingModel(samtale: FakeSamtale(account: true), language: .danish)
        await model.opened(link: "good")
        #expect(model.name == "locked")
        await model.unlock()
        #expect(model.name == "welcome")
    }
}

extension OnboardingModel {
    fileprivate var name: String {
        switch step {
        case .people: "people"
        case .code: "code"
        case .welcome: "welcome"
        case .login: "login"
        case .vouching: "vouching"
        case .locked: "locked"
        case .inside: "inside"
        }
    }
}
