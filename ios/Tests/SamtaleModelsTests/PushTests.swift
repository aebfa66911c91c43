// Where each person of a phone is called when they sleep: told to the server once they are inside and in front; what a call
// comes to is told outside.
// Refuses the real core. Run with the model tests.
import Samtale
import SamtaleModels
import Testing

@MainActor struct PushTests {
    let samtale = FakeSamtale(account: true)
    let connector = FakeConnector()

    private func model() -> OnboardingModel {
        OnboardingModel(samtale: samtale, language: .danish, connector: connector)
    }

    @Test func thePlaceIsToldOnceTheAppIsOpen() async {
        let model = model()
        await model.placeAt("1", "https://push.example/1").value
        await model.called("1").value
        #expect(samtale.session.acts.value == ["called"] && connector.acts.isEmpty)
        await model.unlock()
        await model.called("1").value
        #expect(samtale.session.acts.value == ["called", "push https://push.example/1", "called"])
        #expect(connector.acts == ["register 1"])
        await model.shown().value
        await model.placeAt("1", nil).value
        await model.shown().value
        #expect(samtale.session.acts.value.suffix(3) == ["foreground", "push nowhere", "foreground"])
    }

    @Test func whatCouldNotBeToldIsToldWhenTheAppIsShown() async {
        let model = model()
        await model.unlock()
        await model.left().value
        await model.placeAt("1", "https://push.example/2").value
        #expect(samtale.session.acts.value == ["background"])
        await model.called("1").value
        await model.shown().value
        #expect(samtale.session.acts.value == ["background", "called", "foreground", "push https://push.example/2"])
    }

    @Test func whatACallCameToIsToldOutsideAndNothingWhileTheAppIsShown() async {
        let samtale = FakeSamtale(account: true)
        let outside = FakeAnnouncer()
        let model = OnboardingModel(samtale: samtale, language: .danish, announcer: outside)
        samtale.told.value = CalledView(badge: 2, nudge: .sample)
        await model.called("1").value
        #expect(outside.said == ["badge 2", "Der er nyt til dig"])
        samtale.told.value = CalledView(badge: nil, nudge: .sample)
        await model.shown().value
        await model.called("1").value
        #expect(outside.said.suffix(2) == ["Der er nyt til dig", "hush"])
        #expect(samtale.session.acts.value == ["called", "called while shown"])
        await model.left().value
        await model.called("1").value
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

    @Test func eachPersonHasAPlaceOfTheirOwnAndNobodyElses() async {
        samtale.people.value = (.shared(), false)
        let model = model()
        await model.choose(.sample("1"))
        await model.unlock()
        await model.placeAt("1", "https://push.example/1").value
        await model.lock()
        #expect(connector.acts == ["register 1", "unregister 1"])
        await model.choose(.sample("2"))
        await model.unlock()
        // The first one's comes late, and calls late: it is not the second one's.
        await model.placeAt("1", "https://push.example/late").value
        await model.called("1").value
        await model.placeAt("2", "https://push.example/2").value
        await model.called("2").value
        #expect(samtale.session.acts.value == [
            "choose 1", "push https://push.example/1", "lock", "leave",
            "choose 2", "push https://push.example/2", "called",
        ])
        await model.addPerson()
        #expect(connector.acts == ["register 1", "unregister 1", "register 2", "unregister 2"])
    }

    @Test func whoIsTakenOffThePhoneHasNoPlace() async {
        samtale.people.value = (.shared(chosen: "1"), true)
        let model = model()
        let remove = PersonView.sample("2").remove
        model.ask(remove)
        await model.removePerson(remove)
        #expect(connector.acts == ["unregister 2"])
    }
}

@MainActor final class FakeConnector: Connector {
    private(set) var acts: [String] = []

    nonisolated init() {}

    func register(instance: String) { acts.append("register \(instance)") }
    func unregister(instance: String) { acts.append("unregister \(instance)") }
}
