// That answers, reactions, edits, files and voice notes reach the core as they were meant. Refuses a microphone: it is a
// stand-in. Run by swift test.
import Foundation
import Samtale
import SamtaleModels
import Testing

@MainActor final class FakeRecorder: Recorder {
    var allows = true
    var forgotten = 0

    func begin() async -> Bool { allows }
    func loudness() -> UInt8 { 40 }
    func end() async -> (bytes: Data, mediaType: String)? { (Data([1, 2, 3]), "audio/aac") }
    func forget() { forgotten += 1 }
}

@MainActor final class FakePlayer: Player {
    var played: [Data] = []
    var stops = 0

    func play(_ bytes: Data) async { played.append(bytes) }
    func stop() { stops += 1 }
}

@MainActor @Suite struct SaidTests {
    let session = FakeSession()
    let model: DialogModel
    let quote = QuoteView(post: "5", bubble: "b", author: "Ali", text: "Kan du?", there: true)
    let voice = VoiceView(file: "f", mediaType: "audio/aac", millis: 900, length: "0:01", wave: Data([9]), progress: nil, spoken: "Tale")

    init() {
        model = DialogModel(session: session, dialog: "d", language: .danish)
    }

    @Test func anAnswerNamesItsPostOnce() async {
        model.draft.answer(quote)
        model.draft.text = "Ja"
        await model.send()
        model.draft.text = "Og tak"
        await model.send()
        #expect(session.acts.value == ["post d Ja to 5", "post d Og tak"])
    }

    @Test func anEditPutsTheWordsInTheFieldAndGivesBackWhatWasThere() async {
        model.draft.text = "På vej"
        model.draft.edit(EditView(post: "7", text: "Klokken ti"))
        #expect(model.draft.text == "Klokken ti")
        #expect(!model.draft.ready, "nothing is changed yet")
        model.draft.text = "Klokken elleve"
        await model.send()
        #expect(session.acts.value == ["edit 7 Klokken elleve"])
        #expect(model.draft.text == "På vej")
        #expect(model.draft.edits == nil)
    }

    @Test func whatIsLeftBeIsNotSent() async {
        model.draft.edit(EditView(post: "7", text: "Klokken ti"))
        model.draft.leaveBe()
        #expect(model.draft.text.isEmpty)
        model.draft.answer(quote)
        model.draft.leaveBe()
        model.draft.text = "Hej"
        await model.send()
        #expect(session.acts.value == ["post d Hej"])
    }

    @Test func aReactionIsHandedBackAsItCame() async {
        await model.react("5 👍")
        #expect(session.acts.value == ["react 5 👍"])
    }

    @Test func aFileTakesThePhotosPlaceAndStaysWhenItCannotBeTaken() async {
        session.failing.value = .TooLarge
        model.draft.attach(Data([1]))
        model.draft.attach(AttachedDraft.file(bytes: Data([1, 2]), name: "cv.pdf", mediaType: "application/pdf"))
        #expect(model.draft.photo == nil)
        await model.send()
        #expect(model.draft.file != nil)
        session.failing.value = nil
        await model.send()
        #expect(session.acts.value.last == "file d 2 |cv.pdf")
        #expect(model.draft.file == nil)
    }

    @Test func aVoiceNoteIsMeasuredAndSent() async {
        let recorder = FakeRecorder()
        let time = Locked(Date(timeIntervalSince1970: 0))
        let recording = Recording(recorder: recorder) { time.value }
        await recording.begin()
        for _ in 0..<3 {
            time.change { $0 += 1 }
            recording.measure()
        }
        #expect(recording.millis == 3000)
        if let voice = await recording.end() { model.draft.attach(voice) }
        await model.send()
        #expect(session.acts.value == ["voice d 3 audio/aac 3000 [40, 40, 40]"])
        #expect(!recording.runs)
    }

    @Test func whatIsTooShortOrForgottenIsNothing() async {
        let recorder = FakeRecorder()
        let recording = Recording(recorder: recorder) { Date(timeIntervalSince1970: 0) }
        await recording.begin()
        #expect(await recording.end() == nil)
        await recording.begin()
        recording.forget()
        #expect(recorder.forgotten == 1)
        recorder.allows = false
        await recording.begin()
        #expect(!recording.runs)
    }

    @Test func aVoiceNoteIsHeardFromMemory() async {
        let player = FakePlayer()
        await model.voice(voice, player)
        #expect(player.played == [Data([1])])
        #expect(model.playing == nil)
        session.failing.value = .Offline
        await model.voice(voice, player)
        #expect(player.played.count == 1)
        #expect(model.problem?.code == "offline")
    }
}
