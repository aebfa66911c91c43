// That some are chosen before they are written with apart, and that it is begun once. Refuses to know who they are.
// Run by swift test.
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct AsideTests {
    let session = FakeSession()
    let model: DialogModel

    init() async {
        model = DialogModel(session: session, dialog: "d", language: .danish)
        session.dialogFeed.show(.sample(aside: .sample))
        session.dialogFeed.stop()
        await model.follow()
    }

    @Test func someAreChosenAndBegunWithOnce() async {
        await model.takeAside(["1"])
        #expect(session.acts.value.isEmpty)
        model.showsMembers = true
        model.chooseAside()
        #expect(model.sheet?.id == "aside")
        await model.takeAside(["1", "2"])
        await model.takeAside(["1", "2"])
        #expect(session.acts.value == [#"aside d ["1", "2"]"#])
        #expect(model.sheet == nil)
    }

    @Test func whoChoosesNobodyIsBackAmongTheMembers() {
        model.showsMembers = true
        model.chooseAside()
        model.closeSheet()
        #expect(model.sheet?.id == "members")
        #expect(session.acts.value.isEmpty)
    }
}
