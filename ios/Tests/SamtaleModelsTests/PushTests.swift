// Where a sleeping device is called: told to the server once the app is open and in front; what a call comes to is told outside.
// Refuses the real core. Run with the model tests.
import Samtale
import SamtaleModels
import Testing

@MainActor struct PushTests {
    @Test func thePlaceIsToldOnceTheAppIsOpen() async {
        let samtale = FakeSamtale(account: true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        await model.placeAt("https://push.example/1").value
        await model.called().value
        #expect(samtale.session.acts.value == ["called"])
        await model.unlock()
        await model.called().value
        #expect(samtale.session.acts.value == ["called", "push https://push.example/1", "called"])
        await model.shown().value
        await model.placeAt(nil).value
        #expect(samtale.session.acts.value.suffix(2) == ["foreground", "push nowhere"])
    }

    @Test func whatCouldNotBeToldIsToldWhenTheAppIsShown() async {
        let samtale = FakeSamtale(account: true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        await model.unlock()
        await model.left().value
        await model.placeAt("https://push.example/2").value
        #expect(samtale.session.acts.value == ["background"])
        await model.called().value
        await model.shown().value
        #expect(samtale.session.acts.value == ["background", "called", "foreground", "push https://push.example/2"])
    }

    @Test func whatACallCameToIsToldOutsideAndNothingWhileTheAppIsShown() async {
        let samtale = FakeSamtale(account: true)
        let outside = FakeAnnouncer()
        let model = OnboardingModel(samtale: samtale, language: .danish, announcer: outside)
        samtale.told.value = CalledView(badge: 2, nudge: .sample)
        await model.called().value
        #expect(outside.said == ["badge 2", "Der er nyt til dig"])
        samtale.told.value = CalledView(badge: nil, nudge: .sample)
        await model.shown().value
        await model.called().value
        #expect(outside.said.suffix(2) == ["Der er nyt til dig", "hush"])
        #expect(samtale.session.acts.value == ["called", "called while shown"])
        await model.left().value
        await model.called().value
        #expect(outside.said.suffix(2) == ["hush", "Der er nyt til dig"])
    }

    @Test func theNumberOfTheListGoesToTheIcon() async {
        let session = FakeSession()
        let outside = FakeAnnouncer()
        let model = InboxModel(session: session, language: .danish, announcer: outside)
        session.inboxFeed.show(.sample("Samtale"), .sample("Samtale", unread: 3))
        session.inboxFeed.stop()
        await model.follow()
        #expect(outside.said == ["badge 0", "badge 3"])
    }

    @Test func theSystemIsAskedAfterAYesAndNotAfterANo() async {
        let session = FakeSession()
        let outside = FakeAnnouncer()
        let model = DevicesModel(session: session, language: .danish, announcer: outside)
        await model.nudge(false)
        #expect(outside.said.isEmpty)
        await model.nudge(true)
        #expect(outside.said == ["may"])
        #expect(session.acts.value == ["nudges false", "nudges true"])
        session.failing.value = .Disk
        await model.nudge(true)
        #expect(outside.said == ["may"])
        #expect(model.problem == explain(problem: .Disk, language: .danish))
    }
}
