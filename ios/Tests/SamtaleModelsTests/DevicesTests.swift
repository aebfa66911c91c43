// That a device is added, a code made and a device taken away as the person asked, and that nothing is done twice.
// Refuses to read a picture. Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct DevicesTests {
    let session = FakeSession()
    let model: DevicesModel
    let phone = DeviceView.sample("1")
    let remove = ActView.sample("remove")
    let tablet: DeviceView

    init() {
        model = DevicesModel(session: session, language: .danish)
        tablet = .sample("2", acts: [remove])
        model.show([phone])
    }

    @Test func aLinkIsShownUntilOneMoreDeviceIsThere() async {
        await model.add()
        #expect(model.link == .sample)
        model.show([phone])
        #expect(model.link == .sample)
        model.show([phone, tablet])
        #expect(model.link == nil)
        #expect(model.devices == [phone, tablet])
        #expect(session.acts.value == ["add"])
    }

    @Test func aDeviceThatWasThereOrWentDoesNotCloseTheLink() async {
        model.show([phone, tablet])
        await model.add()
        model.show([phone, tablet])
        model.show([phone])
        #expect(model.link == .sample)
        model.closeLink()
        #expect(model.link == nil)
        await model.add()
        model.open()
        #expect(model.link == nil)
    }

    @Test func aCodeOnPaperIsShownUntilItIsClosed() async {
        await model.makePaper()
        #expect(model.paper == .sample)
        model.show([phone, .sample("3")])
        model.open()
        #expect(model.paper == .sample)
        model.closePaper()
        #expect(model.paper == nil)
        #expect(session.acts.value == ["paper"])
    }

    @Test func aDeviceIsTakenAwayOnceAndNotWithoutItsQuestion() async {
        await model.act(remove)
        model.ask(tablet, remove)
        #expect(model.asked == remove)
        model.closeQuestion()
        await model.act(remove)
        #expect(session.acts.value.isEmpty)
        model.ask(tablet, remove)
        await model.act(remove)
        await model.act(remove)
        #expect(session.acts.value == ["device remove"])
        #expect(model.asked == nil)
    }

    @Test func allOthersAreLoggedOutOnceAndNotWithoutTheQuestion() async {
        let logOut = ActView.sample("log-out")
        model.show(logOut: logOut)
        #expect(model.logOut == logOut)
        await model.act(logOut)
        #expect(session.acts.value.isEmpty)
        model.ask(nil, logOut)
        await model.act(logOut)
        #expect(session.acts.value == ["device log-out"])
        model.show(logOut: nil)
        #expect(model.logOut == nil)
    }

    @Test func whatCouldNotBeDoneIsToldAndForgottenWhenLookedAtAnew() async {
        session.failing.value = .Offline
        await model.add()
        #expect(model.link == nil)
        #expect(model.doing == nil)
        #expect(model.problem == explain(problem: .Offline, language: .danish))
        model.open()
        #expect(model.problem == nil)
        await model.makePaper()
        #expect(model.paper == nil)
        session.failing.value = nil
        await model.makePaper()
        #expect(model.problem == nil)
    }
}
