// That nothing a person wrote is lost, and nothing is sent twice. Refuses a network: the session is a stand-in.
// Run by swift test.
import Foundation
import Samtale
import SamtaleModels
import Testing

@MainActor @Suite struct SendTests {
    let session = FakeSession()
    let model: DialogModel

    init() {
        model = DialogModel(session: session, dialog: "d", language: .danish)
    }

    @Test func whatWasSentIsCleared() async {
        model.draft.text = " Hej Karen \n"
        await model.send()
        #expect(session.acts.value == ["post d Hej Karen"])
        #expect(model.draft.text.isEmpty)
        #expect(model.problem == nil)
    }

    @Test func aFailedSendKeepsTheTextAndIsTold() async {
        session.failing.value = .NotAllowed
        model.draft.text = "Hej"
        await model.send()
        #expect(model.draft.text == "Hej")
        #expect(model.problem == explain(problem: .NotAllowed, language: .danish))
        #expect(model.draft.ready)

        session.failing.value = nil
        await model.send()
        #expect(model.draft.text.isEmpty)
        #expect(model.problem == nil)
    }

    @Test func aPhotoGoesWithItsWordsAndStaysWhenItCannotBeTaken() async {
        session.failing.value = .BadPicture
        model.draft.attach(Data([1, 2, 3]))
        model.draft.alt = " En fjord "
        await model.send()
        #expect(model.draft.photo == Data([1, 2, 3]))
        #expect(model.draft.alt == " En fjord ")

        session.failing.value = nil
        await model.send()
        #expect(session.acts.value.last == "photo d 3 |En fjord")
        #expect(model.draft.photo == nil)
        #expect(model.draft.alt.isEmpty)
    }

    @Test func nothingButSpaceIsNotSent() async {
        model.draft.text = " \n "
        await model.send()
        #expect(session.acts.value.isEmpty)
        #expect(model.draft.text == " \n ")
    }

    @Test func whatIsWrittenMeanwhileStaysAndIsNotSentTwice() async {
        let draft = model.draft
        var sent = 0
        draft.text = "Hej"
        await draft.send { _, _ in
            sent += 1
            #expect(draft.sending)
            draft.text = "Hej igen"
            await draft.send { _, _ in sent += 1 }
        }
        #expect(sent == 1)
        #expect(draft.text == " igen")
        #expect(!draft.sending)
    }

    @Test func aPostIsTriedAgainByItsId() async {
        await model.retry(post: "p7")
        #expect(session.acts.value == ["retry p7"])
    }

    @Test func aPhotoThatCannotBeHadIsNotAProblem() async {
        #expect(await model.photo(file: "f") == Data([1]))
        session.failing.value = .Offline
        #expect(await model.photo(file: "f") == nil)
        #expect(model.problem == nil)
    }
}
