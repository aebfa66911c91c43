// The story: Ali invites Karen, and what may come of it; the real core against the real server, over TLS.
// Refuses to wait by the clock: feeds are pulled until they show it. Run by swift test.
#if os(macOS) || os(Linux)
import Foundation
import Samtale
import SamtaleModels
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct StoryTests {
    let town: Town

    init() throws {
        town = try Town()
    }

    @Test func aliInvitesKarenAndTheyWriteToEachOther() async throws {
        let (ali, karen, dialog) = try await talking()
        try await ali.session.post(dialog: dialog, text: "Hej Karen. Hvordan gik samtalen på skolen?")
        try await karen.reads("Hej Karen. Hvordan gik samtalen på skolen?", in: dialog)
        try await karen.session.post(dialog: dialog, text: "Godt! Jeg er glad for det 🎉 æøå")
        let view = try await ali.reads("Godt! Jeg er glad for det 🎉 æøå", in: dialog)

        #expect(view.name == "Karen Holm")
        #expect(view.topic == "Vejen til læreplads")
        #expect(view.readers == "Kun du og Karen kan læse dette")
        #expect(view.hint == "Skriv til Karen")
        let sent = try await karen.until(dialog) { $0.bubbles.allSatisfy(\.isSent) }
        #expect(sent.name == "Ali Mentor")
        #expect(sent.members.count == 2 && sent.members.allSatisfy(\.proven))
    }

    @Test func karenSaysNoAndAliIsTold() async throws {
        let (ali, karen) = try await aliAndKaren()
        let dialog = try await karen.answer(.no)
        let view = try await ali.until(dialog) { $0.items.contains(.notice(text: "Karen sagde nej")) }
        #expect(!view.mayWrite)
        #expect(view.whyNot == "Karen sagde nej. Her kan ikke skrives.")
    }

    @Test func aliTakesKarensInvitationBackAndMakesItAnew() async throws {
        let (ali, first) = try await aliAndLink()
        let dialog = try await ali.list { !$0.rows.isEmpty }.rows[0].dialog
        func card(_ fits: @escaping (InvitedView) -> Bool) async throws -> InvitedView {
            func find(_ view: DialogView) -> InvitedView? {
                for case .invitation(let card) in view.items where fits(card) { return card }
                return nil
            }
            return try #require(find(await ali.until(dialog) { find($0) != nil }))
        }
        let made = try await card { $0.hand != nil }
        #expect(made.heading == "Invitation til Karen Holm")
        #expect(made.hand?.link == first)
        let letter = try await ali.session.printInvitation(invitation: made.invitation)
        #expect(letter.name == "Brev til Karen Holm.pdf" && letter.mediaType == "application/pdf")
        #expect(letter.bytes.prefix(5) == Data("%PDF-".utf8))
        try await ali.session.act(dialog: dialog, act: made.acts.first { $0.act.hasPrefix("invitation-withdraw") }?.act ?? "")
        let gone = try await card { $0.acts.contains { $0.act.hasPrefix("invitation-renew") } }
        #expect(gone.hand == nil)
        let late = try town.device("late")
        await #expect(throws: Problem.CodeWithdrawn) { _ = try await late.enrol(code: first) }
        try await ali.session.act(dialog: dialog, act: gone.acts.first { $0.act.hasPrefix("invitation-renew") }?.act ?? "")
        let new = try #require(await card { $0.hand != nil }.hand)
        let karen = try await Person("Karen Holm", with: new.link, in: town)
        #expect(try await karen.list { $0.rows.contains { $0.waiting != nil } }.rows[0].dialog == dialog)
    }

    @Test func karenTypesTheCodeFromTheTelephone() async throws {
        let (ali, _) = try await aliAndLink()
        let dialog = try await ali.list { !$0.rows.isEmpty }.rows[0].dialog
        func card(_ fits: @escaping (InvitedView) -> Bool) async throws -> InvitedView {
            func find(_ view: DialogView) -> InvitedView? {
                for case .invitation(let card) in view.items where fits(card) { return card }
                return nil
            }
            return try #require(find(await ali.until(dialog) { find($0) != nil }))
        }
        func presses(_ kind: String) async throws {
            let offers = try await card { $0.acts.contains { $0.act.hasPrefix(kind) } }
            try await ali.session.act(dialog: dialog, act: offers.acts.first { $0.act.hasPrefix(kind) }?.act ?? "")
        }
        try await presses("invitation-code")
        let code = try #require(await card { $0.code != nil }.code)
        let phone = try town.device("Karen Holm")
        await #expect(throws: Problem.CodeAddress) { _ = try await phone.enrol(code: code.code) }
        try phone.builtFor(link: town.staffLink)
        await #expect(throws: Problem.CodeUnknown) { _ = try await phone.enrol(code: "000-000-000") }
        #expect(explain(problem: .CodeUnknown, language: .danish).sentence == "Koden åbner intet. Se efter, om den er skrevet rigtigt, eller bed om en ny.")
        let enrolment: Enrolment = try await phone.enrol(code: code.code.lowercased().replacing("-", with: " "))
        #expect(enrolment.welcome().heading == "Ali Mentor vil gerne skrive med dig")
        let session = try await enrolment.complete(redirect: town.browser.logIn(at: enrolment.loginUrl(), name: "Karen Holm", unit: ""))
        let karen = Person(device: phone, session: session)
        try await presses("confirm")
        #expect(try await karen.list { $0.rows.contains { $0.waiting != nil } }.rows[0].dialog == dialog)
    }

    @Test func emmaHasNoLoginAndAliVouchesForHer() async throws {
        let (ali, karen, dialog) = try await talking()
        let sees = try ali.session.bringing(dialog: dialog).sees.first?.choice ?? ""
        let draft = BringDraft(name: "Emma Holm", purpose: "Så du kan sige din mening om skolen.", role: "relative", sees: sees)
        _ = try await ali.session.bring(dialog: dialog, draft: draft)
        func card(_ fits: @escaping (InvitedView) -> Bool) async throws -> InvitedView {
            func find(_ view: DialogView) -> InvitedView? {
                for case .invitation(let card) in view.items where fits(card) { return card }
                return nil
            }
            return try #require(find(await ali.until(dialog) { find($0) != nil }))
        }
        func offer(_ card: InvitedView, _ kind: String) -> ActView? { card.acts.first { $0.act.hasPrefix(kind) } }
        let before = try await card { $0.hand != nil }
        try await ali.session.act(dialog: dialog, act: #require(offer(before, "invitation-meet ")).act)
        let code = try await card { $0.hand != nil && $0.invitation != before.invitation }.hand?.link ?? ""

        let device = try town.device("Emma Holm")
        let enrolment = try await device.enrol(code: code)
        #expect(enrolment.welcome().met)
        let shown = try await enrolment.meet()
        #expect(shown.heading == "Vis tallene til Ali")
        let asked = try await card { offer($0, "vouch ") != nil }
        #expect(asked.lines.last?.contains(shown.digits) == true)
        try await ali.session.act(dialog: dialog, act: #require(offer(asked, "vouch ")).act)
        let emma = try await Person(device: device, session: enrolment.vouched())

        _ = try await emma.answer(.yes)
        try await karen.answer(.yes, in: dialog)
        for person in [ali, karen, emma] { _ = try await person.until(dialog) { $0.mayWrite && $0.members.count == 3 } }
        try await emma.session.post(dialog: dialog, text: "Hej mor")
        let seen = try await karen.reads("Hej mor", in: dialog).members.first { $0.name == "Emma Holm" }
        #expect(seen?.proof == "Bekræftet af Ali Mentor. Har ikke vist et login.")
    }

    @Test func aFamilyComesToTheTableWithOneLink() async throws {
        let ali = try await Person("Ali Mentor", with: town.staffLink, in: town)
        let seats = [SeatDraft(name: "Karen Holm", kin: "guardian"), SeatDraft(name: "Inge Holm", kin: "relative")]
        let draft = HouseholdDraft(seats: seats, topic: "Idas skolestart", purpose: "Så I kan tale om skolen.", first: "Velkommen begge to")
        let dialog = try await ali.session.inviteHousehold(draft: draft)
        func table(_ states: SeatState...) async throws -> InvitedView {
            func find(_ view: DialogView) -> InvitedView? {
                for case .invitation(let card) in view.items where card.table?.seats.map(\.state) == states { return card }
                return nil
            }
            return try #require(find(await ali.until(dialog) { find($0) != nil }))
        }
        let link = try #require(await table(.away, .away).hand).link
        let karen = try await Person("Karen Holm", with: link, in: town)
        #expect(try await table(.here, .away).table?.count == "1 af 2 er her")
        let inge = try await Person("Inge Holm", with: link, in: town)
        #expect(try await karen.answer(.yes) == dialog)
        #expect(try await inge.answer(.yes) == dialog)
        _ = try await karen.answer(.yes, in: dialog)
        for person in [karen, inge] {
            _ = try await person.until(dialog) { $0.mayWrite && $0.members.count == 3 }
            try await person.reads("Velkommen begge to", in: dialog)
        }
        try await inge.session.post(dialog: dialog, text: "Tak")
        for person in [ali, karen] { try await person.reads("Tak", in: dialog) }
    }

    @Test func aPhotoArrivesWhole() async throws {
        let (ali, karen, dialog) = try await talking()
        let sent = photo()
        try await karen.session.postPhoto(dialog: dialog, bytes: sent, text: "Se her", alt: "Udsigt")
        let bubble = try await ali.reads("Se her", in: dialog).bubbles.first { $0.photo != nil }
        let shown = try #require(bubble?.photo)
        #expect(shown.width == 640 && shown.height == 480 && shown.alt == "Udsigt")
        #expect(try await ali.session.photo(dialog: dialog, file: shown.file) == sent)
        #expect(try await karen.session.photo(dialog: dialog, file: shown.file) == sent)
    }

    @MainActor @Test func aWrongCodeIsExplainedInWords() async throws {
        let door = OnboardingModel(samtale: try town.device("Karen Holm"), language: .danish)
        door.code = "ikke et link"
        await door.enrol()
        #expect(door.problem?.sentence == "Linket eller koden kan ikke læses. Se efter, om det hele er med.")
        #expect(door.problem?.retry == false)

        door.code = try town.staffLink
        await door.enrol()
        #expect(door.problem == nil)
        guard case .welcome = door.step else { throw NeverCame(last: "\(door.step)") }
    }

    @Test func afterLockTheSameVaultOpensAndEverythingIsThere() async throws {
        let (ali, karen, dialog) = try await talking()
        try await ali.session.post(dialog: dialog, text: "Et")
        try await karen.reads("Et", in: dialog)
        try await karen.session.post(dialog: dialog, text: "To")
        try await ali.reads("To", in: dialog)

        let back = try await karen.lockAndUnlock()
        await #expect(throws: Problem.Locked) { try await karen.session.post(dialog: dialog, text: "Uset") }
        let view = try await back.reads("To", in: dialog)
        #expect(view.bubbles.map(\.text) == ["Et", "To"])
        #expect(view.name == "Ali Mentor")
        try await back.session.post(dialog: dialog, text: "Tre")
        try await ali.reads("Tre", in: dialog)
    }

    @Test func aliSeesThatHisPostHasArrivedAndThatItWasRead() async throws {
        let (ali, karen, dialog) = try await talking()
        try await ali.session.post(dialog: dialog, text: "Er du der?")
        _ = try await karen.list { $0.rows.contains { $0.last == "Er du der?" } }
        _ = try await ali.until(dialog) { $0.bubbles.contains { $0.state == .delivered } }
        try await karen.reads("Er du der?", in: dialog)
        let read = try await ali.until(dialog) { $0.bubbles.contains { $0.state == .read } }
        #expect(read.bubbles.map(\.stateLabel) == ["Læst"])

        try await karen.session.setReceipts(on: false)
        _ = try await karen.list { !$0.receipts }
    }

    @Test func whatKarenBeganToWriteIsThereAfterALock() async throws {
        let (ali, karen, dialog) = try await talking()
        try await karen.session.draft(dialog: dialog, text: "Kære Ali, jeg")
        #expect(try await ali.until(dialog) { $0.typing != nil }.typing == "Karen skriver …")
        let back = try await karen.lockAndUnlock()
        #expect(try await back.until(dialog) { !$0.draft.isEmpty }.draft == "Kære Ali, jeg")
        _ = try await back.list { $0.rows.contains { $0.last == "Kladde: Kære Ali, jeg" } }
        try await back.session.post(dialog: dialog, text: "Kære Ali, jeg kommer")
        #expect(try await back.reads("Kære Ali, jeg kommer", in: dialog).draft.isEmpty)
        #expect(try await ali.reads("Kære Ali, jeg kommer", in: dialog).typing == nil)
    }

    @Test func karenFindsWhatWasSaid() async throws {
        let (ali, karen, dialog) = try await talking()
        try await ali.session.post(dialog: dialog, text: "Vi ses i Århus på onsdag")
        let view = try await karen.reads("Vi ses i Århus på onsdag", in: dialog)
        let rows = try await karen.session.search(query: "aarhus", pages: 1).rows
        #expect(rows.map { [$0.before, $0.hit, $0.after] } == [["Ali: Vi ses i ", "Århus", " på onsdag"]])
        #expect(rows.map(\.post) == view.bubbles.map(\.id))
        #expect(rows.map(\.dialog) == [dialog])
        #expect(try await karen.session.search(query: "torsdag", pages: 1).notice == "Der er ikke fundet noget.")
    }

    @Test func karenReactsAndAnswersAndAliMendsAWord() async throws {
        let (ali, karen, dialog) = try await talking()
        try await ali.session.post(dialog: dialog, text: "Mødet er på tirsdag")
        let post = try #require(try await karen.reads("Mødet er på tirsdag", in: dialog).bubbles.first)
        try await karen.session.react(dialog: dialog, react: try #require(post.react.first?.react))
        try await karen.session.say(dialog: dialog, draft: PostDraft(text: "Den er skrevet op", answers: try #require(post.answer).post, attached: nil))
        let seen = try await ali.until(dialog) { at in
            at.bubbles.contains { $0.text == "Den er skrevet op" } && at.bubbles.first?.reactions.isEmpty == false
        }.bubbles
        #expect(seen.first?.reactions.map(\.spoken) == ["Karen reagerede med 👍"])
        #expect(seen.last?.quote?.text == "Mødet er på tirsdag")

        try await ali.session.edit(dialog: dialog, post: try #require(seen.first?.edit).post, text: "Mødet er på torsdag")
        let mended = try await karen.reads("Mødet er på torsdag", in: dialog).bubbles
        #expect(mended.first?.edited == "Redigeret")
        #expect(mended.last?.quote?.text == "Mødet er på torsdag")

        try await karen.session.react(dialog: dialog, react: try #require(mended.first?.reactions.first?.react))
        _ = try await ali.until(dialog) { $0.bubbles.first?.reactions.isEmpty == true }
    }

    @Test func aFileAndAVoiceNoteArriveWhole() async throws {
        let (ali, karen, dialog) = try await talking()
        let file = Data((0..<150_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
        let cv = AttachedDraft.file(bytes: file, name: "../cv.pdf", mediaType: "application/pdf")
        try await karen.session.say(dialog: dialog, draft: PostDraft(text: "Mit cv", answers: nil, attached: cv))
        let sent = try #require(try await ali.reads("Mit cv", in: dialog).bubbles.compactMap(\.file).first)
        #expect(sent.name == "cv.pdf" && sent.mediaType == "application/pdf" && sent.size == "150 kB")
        #expect(try await ali.session.photo(dialog: dialog, file: sent.file) == file)

        let voice = Data((0..<20_000).map { UInt8($0 % 251) })
        let note = AttachedDraft.voice(bytes: voice, mediaType: "audio/aac", millis: 7_000, wave: Data(repeating: 9, count: 70))
        try await ali.session.say(dialog: dialog, draft: PostDraft(text: "", answers: nil, attached: note))
        let view = try await karen.until(dialog) { at in at.bubbles.contains { $0.voice != nil } }
        let heard = try #require(view.bubbles.compactMap(\.voice).first)
        #expect(heard.length == "0:07" && heard.wave.count == 35)
        #expect(try await karen.session.photo(dialog: dialog, file: heard.file) == voice)
    }

    @Test func karenTakesHerYesBackAndMetteIsOut() async throws {
        let (ali, karen, dialog) = try await talking()
        let mette = try await ali.brings("Mette Vind", into: dialog, in: town)
        #expect(try await karen.answer(.yes, in: dialog) == "Må Mette Vind være med?")
        // Ali must know of her before he writes: nothing is sealed to whom its author did not see.
        for person in [ali, mette] { _ = try await person.until(dialog) { $0.mayWrite && $0.members.count == 3 } }
        try await ali.session.post(dialog: dialog, text: "Velkommen, Mette")
        for person in [karen, mette] { try await person.reads("Velkommen, Mette", in: dialog) }

        try await karen.does("withdraw", to: "Mette Vind", in: dialog)
        let without = try await ali.until(dialog) { !$0.members.contains { $0.name == "Mette Vind" } }
        #expect(without.readers == "Kun du og Karen kan læse dette")
        #expect(without.items.contains(.notice(text: "Karen tog sit ja til Mette tilbage")))
        let out = try await mette.until(dialog) { !$0.mayWrite }
        #expect(out.whyNot?.hasPrefix("Du er ikke med") == true)
        try await karen.session.post(dialog: dialog, text: "Kun os to")
        try await ali.reads("Kun os to", in: dialog)
        let hers = try await mette.until(dialog) { !$0.mayWrite }
        #expect(hers.bubbles.map(\.text) == ["Velkommen, Mette"])
    }

    @Test func karenLogsInOnceMoreForWhatIsVerySensitive() async throws {
        let (ali, karen, ordinary) = try await talking()
        try await ali.does("aside-sensitive", to: "Karen Holm", in: ordinary)
        let rows = try await ali.list { $0.rows.count == 2 }.rows
        let dialog = try #require(rows.first { $0.dialog != ordinary }).dialog
        _ = try await ali.until(dialog) { $0.stepUp?.button != nil }
        let his = try await ali.session.stepUp(dialog: dialog)
        try await his.complete(redirect: town.browser.logIn(at: his.loginUrl(), name: "Ali Mentor", unit: "Job og uddannelse"))
        try await karen.answer(.yes, in: dialog)
        let asked = try await karen.until(dialog) { $0.stepUp?.button != nil }
        #expect(asked.stepUp?.button == "Log ind med dit nationale login")

        // As somebody else she is not let in, and the next login is another one.
        let hers = await StepUpModel(session: karen.session, language: .danish)
        func logsIn(_ name: String) async throws {
            let page = try #require(await hers.begin(dialog))
            await hers.returned(try town.browser.logIn(at: page, name: name, unit: ""))
        }
        try await logsIn("Eva Dahl")
        #expect(await hers.problem?.code == "login-other")
        try await logsIn("Karen Holm")
        #expect(await hers.problem == nil)
        #expect(await !hers.isOut)
        for person in [ali, karen] { _ = try await person.until(dialog) { $0.mayWrite && $0.stepUp == nil } }
        try await karen.session.post(dialog: dialog, text: "Det er svært at sige")
        try await ali.reads("Det er svært at sige", in: dialog)
    }

    @Test func karenAddsATabletReadsThereWhatWasSaidAndTakesThePhoneAway() async throws {
        let (ali, phone, dialog) = try await talking()
        try await ali.session.post(dialog: dialog, text: "Hej Karen")
        try await phone.reads("Hej Karen", in: dialog)
        try await phone.session.post(dialog: dialog, text: "Fra telefonen")
        try await ali.reads("Fra telefonen", in: dialog)

        let tablet = try await phone.adds("tablet", of: "Karen Holm", in: town)
        #expect(try await tablet.until(dialog) { $0.bubbles.count == 2 }.bubbles.map(\.own) == [false, true])
        #expect(try await phone.devices(2).map(\.title) == ["Denne enhed", "En anden enhed"])
        _ = try await tablet.until(dialog, \.mayWrite)
        try await tablet.session.post(dialog: dialog, text: "Fra tabletten")
        #expect(try await ali.reads("Fra tabletten", in: dialog).bubbles.last?.author == "Karen Holm")

        let both = try await tablet.devices(2)
        #expect(both[0].acts.isEmpty)
        #expect(both[1].acts.map(\.heading) == ["Vil du fjerne enheden?"])
        try await tablet.session.removeDevice(device: both[1].device)
        _ = try await tablet.devices(1)
        _ = try await ali.until(dialog, \.mayWrite)
        try await ali.session.post(dialog: dialog, text: "Kun til tabletten")
        try await tablet.reads("Kun til tabletten", in: dialog)

        let feed = phone.session.inbox()
        while await feed.next() != nil {}
        await #expect(throws: Problem.Revoked) { try await phone.device.unlock() }
    }

    @Test func karenLogsOutEverywhereElseAndLetsHerPhoneInAgain() async throws {
        let (ali, phone, dialog) = try await talking()
        let tablet = try await phone.adds("tablet", of: "Karen Holm", in: town)
        _ = try await tablet.until(dialog, \.mayWrite)
        let logOut = try #require(try await tablet.list { $0.logOut != nil }.logOut)
        #expect(logOut.label == "Log ud alle andre steder")
        try await tablet.session.deviceAct(act: logOut.act)
        let out = try #require(try await tablet.list { $0.logOut == nil }.devices.last)
        #expect(out.added == "Logget ud")
        #expect(out.acts.map(\.label) == ["Luk ind", "Fjern"])

        let feed = phone.session.inbox()
        while await feed.next() != nil {}
        await #expect(throws: Problem.LoggedOut) { try await phone.device.unlock() }
        try await ali.session.post(dialog: dialog, text: "Kun til tabletten")
        try await tablet.reads("Kun til tabletten", in: dialog)

        try await tablet.session.deviceAct(act: out.acts[0].act)
        _ = try await tablet.list { $0.logOut != nil }
        let again = try await phone.device.unlock()
        let list = again.inbox()
        #expect(await list.next()?.devices.first?.title == "Denne enhed")
        try await again.lock()
    }

    @Test func karenLeavesTheAppAndFindsItAsItWasOrLocked() async throws {
        let (ali, karen, dialog) = try await talking()
        karen.session.network(available: false)
        _ = try await karen.list(\.noticeOffline)
        try await karen.session.post(dialog: dialog, text: "Skrevet i tunnelen")
        karen.session.network(available: true)
        try await ali.reads("Skrevet i tunnelen", in: dialog)
        _ = try await karen.list { !$0.noticeOffline }

        try await karen.session.background()
        try await ali.session.post(dialog: dialog, text: "Mens du var væk")
        _ = try await ali.until(dialog) { $0.bubbles.allSatisfy(\.isSent) }
        _ = try await karen.device.called(shown: false)
        try await karen.reads("Mens du var væk", in: dialog)
        try await karen.session.foreground()
        try await ali.session.post(dialog: dialog, text: "Velkommen tilbage")
        try await karen.reads("Velkommen tilbage", in: dialog)

        #expect(try karen.session.lockChoices().choices.filter(\.chosen).map(\.minutes) == [5])
        #expect(throws: Problem.TooLarge) { try karen.session.setLockAfter(minutes: 61) }
        #expect(try karen.session.setLockAfter(minutes: 0).choices.filter(\.chosen).map(\.minutes) == [0])
        try await karen.session.background()
        let feed = karen.session.inbox()
        while await feed.next() != nil {}
        await #expect(throws: Problem.Locked) { try await karen.session.foreground() }
        let again = try await karen.lockAndUnlock()
        try await again.reads("Velkommen tilbage", in: dialog)
    }

    @Test func karenAndHerSonAreEachCalledAtAPlaceOfTheirOwn() async throws {
        let town = try Town(calls: "push.example")
        let ali = try await Person("Ali Mentor", with: town.staffLink, in: town)
        let connector = await Asked()
        let model = await OnboardingModel(samtale: try town.device("phone"), language: .danish, connector: connector)
        func enrols(_ name: String) async throws -> String {
            let draft = InvitationDraft(name: name, topic: "Fritidsjob", purpose: "At finde et job.", first: "", sensitive: false)
            await model.opened(link: try await ali.session.invite(draft: draft).link)
            let page = try #require(await model.login())
            await model.opened(link: try town.browser.logIn(at: page, name: name, unit: ""))
            return try #require(await connector.acts.last?.instance)
        }
        let karen = try await enrols("Karen Holm")
        await model.placeAt(karen, "https://push.example/karen").value
        #expect(try town.wasTold("https://push.example/karen"))
        await model.addPerson()
        let jonas = try await enrols("Jonas Holm")
        #expect(karen != jonas)
        // Hers comes late: it is not his.
        await model.placeAt(karen, "https://push.example/late").value
        await model.placeAt(jonas, "https://push.example/jonas").value
        #expect(try town.wasTold("https://push.example/jonas"))
        #expect(try !town.wasTold("https://push.example/late"))
        await model.lock()
        #expect(await connector.acts == [
            .init(register: true, instance: karen), .init(register: false, instance: karen),
            .init(register: true, instance: jonas), .init(register: false, instance: jonas),
        ])
    }

    @Test func aMutedDialogAddsNothingToTheNumber() async throws {
        let (ali, karen, dialog) = try await talking()
        for text in ["Et", "To"] { try await ali.session.post(dialog: dialog, text: text) }
        _ = try await karen.list { $0.rows.contains { $0.unread == 2 } }
        let outside = await Recorded()
        let inbox = await InboxModel(session: karen.session, language: .danish, announcer: outside)
        let following = Task { await inbox.follow() }
        try await outside.until("badge 1")
        try await karen.session.act(dialog: dialog, act: "mute")
        try await outside.until("badge 0")
        following.cancel()
        await following.value
        #expect(await !outside.said.contains("badge 2"), "dialogs count, not posts")
    }

    @Test func karenIsToldOfAMessageWithoutAWordOfIt() async throws {
        let (ali, karen, dialog) = try await talking()
        #expect(try await karen.list { $0.nudges.ask != nil }.nudges.ask?.heading == "Skal vi sige til, når der er nyt?")
        try karen.session.setNudges(on: true)
        _ = try await karen.list { $0.nudges.on && $0.nudges.ask == nil }
        try await karen.session.lock()
        let outside = await Recorded()
        let model = await OnboardingModel(samtale: karen.device, language: .danish, announcer: outside)
        await model.unlock()
        let instance = try #require(karen.device.instance())
        await model.shown().value

        await model.left().value
        try await writes(ali, "Lægen ringer i morgen", in: dialog)
        await model.called(instance).value
        let line = "Der er nyt til dig|Åbn Samtale for at se det.|Når der er nyt|Siger, at der er nyt. Aldrig hvad, og aldrig fra hvem."
        #expect(await outside.said == ["hush", "badge 1", line])
        await model.shown().value
        #expect(await outside.said.last == "hush")
        try await writes(ali, "Er du der?", in: dialog)
        await model.called(instance).value
        #expect(await outside.said.last == "hush", "nothing while the app is shown")

        await model.left().value
        await model.lock()
        await model.called(instance).value
        #expect(await outside.said.suffix(2) == ["hush", line], "locked: the same line, and the number stays")
    }
}

/// What a distributor is asked for.
@MainActor private final class Asked: Connector {
    struct Act: Equatable {
        let register: Bool
        let instance: String
    }

    private(set) var acts: [Act] = []

    func register(instance: String) { acts.append(Act(register: true, instance: instance)) }
    func unregister(instance: String) { acts.append(Act(register: false, instance: instance)) }
}

// MARK: how it begins

extension StoryTests {
    private func aliAndLink() async throws -> (Person, String) {
        let ali = try await Person("Ali Mentor", with: town.staffLink, in: town)
        let draft = InvitationDraft(
            name: "Karen Holm", topic: "Vejen til læreplads",
            purpose: "Så vi kan aftale møder og tale om, hvordan det går.", first: "", sensitive: false
        )
        let link = try await ali.session.invite(draft: draft).link
        return (ali, link)
    }

    private func aliAndKaren() async throws -> (Person, Person) {
        let (ali, link) = try await aliAndLink()
        return (ali, try await Person("Karen Holm", with: link, in: town))
    }

    /// Writes, and waits until the server has it.
    private func writes(_ person: Person, _ text: String, in dialog: String) async throws {
        try await person.session.post(dialog: dialog, text: text)
        _ = try await person.until(dialog) { at in at.bubbles.contains { $0.text == text && $0.isSent } }
    }

    /// Karen has said yes and both may write.
    private func talking() async throws -> (Person, Person, String) {
        let (ali, karen) = try await aliAndKaren()
        let dialog = try await karen.answer(.yes)
        for person in [ali, karen] { _ = try await person.until(dialog, \.mayWrite) }
        return (ali, karen, dialog)
    }

    /// A JPEG of 640 × 480 whose scan is filler, large enough for several sealed chunks.
    private func photo() -> Data {
        let frame: [UInt8] = [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0x01, 0xE0, 0x02, 0x80, 1, 1, 0x11, 0]
        let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0] + (0..<200_000).map { UInt8($0 % 251) }
        return Data(frame + scan + [0xFF, 0xD9])
    }
}
#endif
