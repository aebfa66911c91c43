// Where each person of a phone is called when they sleep: told to the server once they are inside and in front; a call is one sync.
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
        #expect(samtale.session.acts.value.isEmpty && connector.acts.isEmpty)
        await model.unlock()
        await model.called("1").value
        #expect(samtale.session.acts.value == ["push https://push.example/1", "sync"])
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
        #expect(samtale.session.acts.value == ["background", "sync", "foreground", "push https://push.example/2"])
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
            "choose 2", "push https://push.example/2", "sync",
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
