// That somebody is brought in as what was chosen, and that nothing filled in is lost when it fails.
// Refuses a half-filled form. Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct BringTests {
    let session = FakeSession()
    let model: BringModel

    init() throws {
        model = try BringModel(session: session, dialog: "d", language: .danish)
        model.name = " Mette Vind"
        model.purpose = "Hjælp med skolen "
    }

    @Test func theFirstOfEachIsChosenBeforehand() {
        #expect(model.offered == .sample)
        #expect(model.role == "external")
        #expect(model.sees == "now")
    }

    @Test func aNameAndAPurposeAreNeeded() async {
        model.name = " "
        #expect(!model.ready)
        await model.make()
        #expect(session.acts.value.isEmpty)
    }

    @Test func whatWasChosenBecomesAnInvitation() async {
        model.role = "relative"
        model.sees = "all"
        #expect(model.ready)
        await model.make()
        #expect(session.acts.value == ["bring d Mette Vind|Hjælp med skolen|relative|all"])
        #expect(model.invitation?.link == "samtale:/i#2")
        #expect(model.invitation?.until == "3. maj")
    }

    @Test func aFailureKeepsWhatWasFilledInAndIsTold() async {
        session.failing.value = .Busy
        await model.make()
        #expect(model.invitation == nil)
        #expect(model.name == " Mette Vind")
        #expect(model.problem == explain(problem: .Busy, language: .danish))
        session.failing.value = nil
        await model.make()
        #expect(session.acts.value.last == "bring d Mette Vind|Hjælp med skolen|external|now")
        #expect(model.invitation != nil)
        #expect(model.problem == nil)
    }

    @Test func itOpensFromTheMembersAndGivesThemBack() throws {
        let dialog = DialogModel(session: session, dialog: "d", language: .danish)
        dialog.showsMembers = true
        dialog.bring()
        #expect(dialog.sheet?.id == "bring")
        #expect(try #require(dialog.bringing).offered == .sample)
        dialog.closeSheet()
        #expect(dialog.sheet?.id == "members")
        #expect(session.acts.value.isEmpty)
    }

    @Test func aFormThatCannotBeHadIsToldInTheDialog() {
        let dialog = DialogModel(session: session, dialog: "d", language: .danish)
        dialog.showsMembers = true
        session.failing.value = .NotFound
        dialog.bring()
        #expect(dialog.sheet?.id == nil)
        #expect(dialog.problem == explain(problem: .NotFound, language: .danish))
    }
}
