// Where a sleeping device is called: told to the server once the app is open and in front; a call is one sync.
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
        #expect(samtale.session.acts.value.isEmpty)
        await model.unlock()
        await model.called().value
        #expect(samtale.session.acts.value == ["push https://push.example/1", "sync"])
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
        #expect(samtale.session.acts.value == ["background", "sync", "foreground", "push https://push.example/2"])
    }
}
