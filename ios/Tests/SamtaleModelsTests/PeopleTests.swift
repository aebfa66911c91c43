// Several on one phone: the pictures stand before and after each use, and who is alone notices nothing. Refuses two doors at once.
// Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct PeopleTests {
    let samtale = FakeSamtale(account: true)

    @Test func whoIsAloneNoticesNothing() async {
        let model = OnboardingModel(samtale: samtale, language: .danish)
        guard case .locked = model.step else { Issue.record("no door"); return }
        #expect(!model.mayGoBack)
        await model.unlock()
        await model.lock()
        guard case .locked = model.step else { Issue.record("no door"); return }
        #expect(samtale.session.acts.value == ["lock"])
    }

    @Test func thePicturesStandBeforeAndAfterEachUse() async {
        samtale.people.value = (.shared(), false)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        guard case .people = model.step else { Issue.record("no pictures"); return }
        await model.choose(.sample("2"))
        guard case .locked = model.step else { Issue.record("no door"); return }
        #expect(model.phone?.chosen?.person == "2")
        await model.unlock()
        await model.left().value
        samtale.session.failing.value = .Locked
        await model.shown().value
        guard case .people = model.step else { Issue.record("no pictures"); return }
        #expect(model.phone?.chosen == nil)
        #expect(samtale.session.acts.value == ["choose 2", "background", "foreground", "lock", "leave"])
    }

    @Test func fromADoorBackToThePictures() async {
        samtale.people.value = (.shared(), false)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        await model.choose(.sample("1"))
        model.code = "typed by the first"
        #expect(model.mayGoBack)
        await model.back()
        guard case .people = model.step else { Issue.record("no pictures"); return }
        #expect(model.code.isEmpty)
        await model.choose(.sample("gone"))
        guard case .people = model.step else { Issue.record("no pictures"); return }
        #expect(model.problem == explain(problem: .NotFound, language: .danish))
    }

    @Test func anotherPersonBeginsWithTheirCodeAndMayTurnBack() async {
        let model = OnboardingModel(samtale: samtale, language: .danish)
        await model.addPerson()
        #expect(samtale.session.acts.value.isEmpty)
        await model.unlock()
        await model.addPerson()
        guard case .code = model.step else { Issue.record("no code"); return }
        #expect(!model.isInside && model.mayGoBack)
        await model.back()
        guard case .people = model.step else { Issue.record("no pictures"); return }
        #expect(samtale.session.acts.value == ["add person", "leave"])
    }

    @Test func somebodyIsTakenOffOnceAndNotWithoutTheQuestion() async {
        samtale.people.value = (.shared(chosen: "1"), true)
        let model = OnboardingModel(samtale: samtale, language: .danish)
        let remove = PersonView.sample("1").remove
        await model.removePerson(remove)
        model.ask(remove)
        model.closeQuestion()
        await model.removePerson(remove)
        #expect(samtale.session.acts.value.isEmpty)
        model.ask(remove)
        await model.removePerson(remove)
        await model.removePerson(remove)
        #expect(samtale.session.acts.value == ["remove person 1"])
        #expect(model.asked == nil && model.phone?.people.isEmpty == true)
    }
}
