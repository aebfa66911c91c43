// That a table is laid for those who were filled in, and that nothing is lost when it is not.
// Refuses a family in which nobody answers. Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct HouseholdTests {
    let session = FakeSession()
    let invite: InviteModel

    init() {
        invite = InviteModel(session: session, language: .danish)
    }

    private func family() throws -> HouseholdModel {
        invite.gather()
        let model = try #require(invite.family)
        (model.seats[0].name, model.seats[1].name) = ("Karen Holm ", "Inge Holm")
        model.seats[1].kin = "relative"
        (model.topic, model.purpose) = ("Skolestart", " En god start")
        return model
    }

    @Test func oneMoreAndOneLessAsManyAsTheCoreGave() throws {
        let model = try family()
        #expect(!model.mayRemove && model.mayAdd)
        model.add()
        #expect(model.mayRemove && !model.mayAdd)
        model.add()
        #expect(model.seats.count == 3)
        model.remove(model.seats[0])
        model.remove(model.seats[0])
        #expect(model.seats.map(\.name) == ["Inge Holm", ""])
    }

    @Test func aFamilyNeedsANameForEachAndOneWhoAnswers() async throws {
        let model = try family()
        #expect(model.ready)
        model.seats[0].kin = "relative"
        #expect(!model.ready)
        model.seats[0].kin = "guardian"
        model.add()
        #expect(!model.ready)
        #expect(await model.make() == nil)
        #expect(session.acts.value.isEmpty)
    }

    @Test func whatWasFilledInLaysATableAndAFailureKeepsIt() async throws {
        let model = try family()
        session.failing.value = .Busy
        #expect(await model.make() == nil)
        #expect(model.problem == explain(problem: .Busy, language: .danish))
        session.failing.value = nil
        #expect(await model.make() == "d9")
        #expect(session.acts.value.suffix(1) == ["table Karen Holm guardian, Inge Holm relative|Skolestart|En god start|"])
        #expect(model.problem == nil)
        invite.one()
        #expect(invite.family == nil)
    }

    @Test func thatItCannotBeFilledInNowIsTold() {
        session.failing.value = .Locked
        invite.gather()
        #expect(invite.family == nil)
        #expect(invite.problem == explain(problem: .Locked, language: .danish))
    }
}
