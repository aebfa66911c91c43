// Stand-ins for the core's objects: feeds that show what a test gives them, acts that are noted or fail.
// Refuses behaviour of its own. Used by the model tests.
import Foundation
import Samtale
import SamtaleModels

final class Locked<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Value

    init(_ value: Value) { stored = value }

    var value: Value {
        get { lock.withLock { stored } }
        set { lock.withLock { stored = newValue } }
    }

    func change(_ act: (inout Value) -> Void) { lock.withLock { act(&stored) } }
}

final class FakeFeed<View: Sendable>: Sendable {
    let stopped = Locked(false)
    let earlier = Locked(0)
    let sought = Locked<[String]>([])
    private let views = AsyncStream<View>.makeStream()

    func show(_ shown: View...) {
        for view in shown { views.continuation.yield(view) }
    }

    func next() async -> View? {
        var pulled = views.stream.makeAsyncIterator()
        return await pulled.next()
    }

    func stop() {
        stopped.value = true
        views.continuation.finish()
    }

    func loadEarlier() { earlier.change { $0 += 1 } }
    func show(post: String) { sought.change { $0.append(post) } }
}

extension FakeFeed: InboxSource where View == InboxView {}
extension FakeFeed: DialogSource where View == DialogView {}

final class FakeSession: SessionSource {
    let inboxFeed = FakeFeed<InboxView>()
    let dialogFeed = FakeFeed<DialogView>()
    let acts = Locked<[String]>([])
    let failing = Locked<Problem?>(nil)

    func inbox() -> FakeFeed<InboxView> { inboxFeed }

    func dialog(dialog: String) throws -> FakeFeed<DialogView> {
        if let problem = failing.value { throw problem }
        return dialogFeed
    }

    func invite(draft: InvitationDraft) async throws -> InvitationView {
        try act("invite \(draft.name)|\(draft.topic)|\(draft.purpose)|\(draft.first)\(draft.sensitive ? "|sensitive" : "")")
        return InvitationView(invitation: "i1", link: "samtale:/i#1", text: "Velkommen", until: "3. maj", qr: nil)
    }

    func household() throws -> HouseholdView {
        if let problem = failing.value { throw problem }
        let kins = [ChoiceView(choice: "guardian", label: "Forælder"), ChoiceView(choice: "relative", label: "Familie")]
        return HouseholdView(kins: kins, fewest: 2, most: 3)
    }

    func inviteHousehold(draft: HouseholdDraft) async throws -> String {
        let seats = draft.seats.map { "\($0.name) \($0.kin)" }.joined(separator: ", ")
        try act("table \(seats)|\(draft.topic)|\(draft.purpose)|\(draft.first)")
        return "d9"
    }

    func printInvitation(invitation: String) async throws -> DocumentView {
        try act("print \(invitation)")
        return DocumentView(name: "Brev.pdf", mediaType: "application/pdf", bytes: Data([1]))
    }

    func say(dialog: String, draft: PostDraft) async throws {
        let to = draft.answers.map { " to \($0)" } ?? ""
        switch draft.attached {
        case nil: try act("post \(dialog) \(draft.text)\(to)")
        case .photo(let bytes, let alt): try act("photo \(dialog) \(bytes.count) \(draft.text)|\(alt)\(to)")
        case .file(let bytes, let name, _): try act("file \(dialog) \(bytes.count) \(draft.text)|\(name)\(to)")
        case .voice(let bytes, let kind, let millis, let wave):
            try act("voice \(dialog) \(bytes.count) \(kind) \(millis) \(Array(wave))\(to)")
        }
    }

    func react(dialog: String, react: String) async throws { try act("react \(react)") }

    func edit(dialog: String, post: String, text: String) async throws { try act("edit \(post) \(text)") }

    func photo(dialog: String, file: String) async throws -> Data {
        try act("fetch \(file)")
        return Data([1])
    }

    func answer(dialog: String, proposal: String, answer: Answer) async throws { try act("answer \(proposal) \(answer)") }

    func stepUp(dialog: String) async throws -> FakeStepUp {
        try act("step up \(dialog)")
        return FakeStepUp(session: self)
    }

    func act(dialog: String, act token: String) async throws { try act("act \(dialog) \(token)") }

    func takeAside(dialog: String, people: [String]) async throws { try act("aside \(dialog) \(people)") }

    func bringing(dialog: String) throws -> BringView {
        if let problem = failing.value { throw problem }
        return .sample
    }

    func bring(dialog: String, draft: BringDraft) async throws -> InvitationView {
        try act("bring \(dialog) \(draft.name)|\(draft.purpose)|\(draft.role)|\(draft.sees)")
        return InvitationView(invitation: "i1", link: "samtale:/i#2", text: "Hej Mette", until: "3. maj", qr: nil)
    }

    func retry(dialog: String, post: String) async throws { try act("retry \(post)") }
    func draft(dialog: String, text: String) async throws { try act("draft \(text)") }
    func placeJot(jot: String, dialog: String) async throws -> String {
        try act("place \(jot) \(dialog)")
        return "Hytten"
    }

    func forgetJot(jot: String) async throws { try act("forget \(jot)") }
    func setReceipts(on: Bool) async throws { try act("receipts \(on)") }

    func setNudges(on: Bool) throws { try act("nudges \(on)") }

    func lockChoices() throws -> LockView {
        if let problem = failing.value { throw problem }
        return .sample(5)
    }

    func setLockAfter(minutes: UInt32) throws -> LockView {
        try act("lock after \(minutes)")
        return .sample(minutes)
    }

    func search(query: String, pages: UInt32) async throws -> SearchView {
        try act("search \(query) \(pages)")
        return .sample(query)
    }

    func addDevice() async throws -> DeviceLinkView {
        try act("add")
        return .sample
    }

    func makePaper() async throws -> PaperView {
        try act("paper")
        return .sample
    }

    func deviceAct(act token: String) async throws { try act("device \(token)") }
    func setPush(endpoint: String?) async throws { try act("push \(endpoint ?? "nowhere")") }
    func network(available: Bool) { acts.change { $0.append("network \(available)") } }
    func background() async throws { try act("background") }
    func foreground() async throws { try act("foreground") }
    func lowMemory() async throws { try act("low memory") }
    func lock() async throws { try act("lock") }

    private func act(_ name: String) throws {
        acts.change { $0.append(name) }
        if let problem = failing.value { throw problem }
    }
}

struct FakeStepUp: StepUpSource {
    let session: FakeSession

    func loginUrl() -> String { "https://login.example/again" }

    func complete(redirect: String) async throws {
        session.acts.change { $0.append("complete \(redirect)") }
        guard redirect == "samtale:/login?code=2" else { throw Problem.LoginOther }
    }
}

final class FakeJotter: JotterSource {
    let kept = Locked<[String]>([])
    let failing = Locked<Problem?>(nil)

    func view() throws -> JotterView { .sample(kept.value.isEmpty ? nil : "\(kept.value.count)") }

    func keep(text: String, to: String) async throws -> JotterView {
        if let problem = failing.value { throw problem }
        kept.change { $0.append("\(text)|\(to)") }
        return try view()
    }

    func forget() async throws -> JotterView {
        kept.value = []
        return try view()
    }
}

struct FakeEnrolment: EnrolmentSource {
    let session: FakeSession

    func welcome() -> WelcomeView { .sample }
    func loginUrl() -> String { "https://login.example/start" }

    func loginBy(choice: String) async throws -> String {
        guard choice == "2" else { throw Problem.LoginFailed }
        return "https://health.example/start"
    }

    func meet() async throws -> VouchingView { VouchingView(heading: "Vis", digits: "123 456", line: "Vent") }

    func vouched() async throws -> FakeSession {
        if let problem = session.failing.value { throw problem }
        return session
    }

    func complete(redirect: String) async throws -> FakeSession {
        guard redirect == "samtale:/login?code=1" else { throw Problem.LoginFailed }
        return session
    }
}

struct FakeSamtale: SamtaleSource {
    var account = false
    let session = FakeSession()
    /// Who shares the phone; with an account, who was chosen.
    let people = Locked<(view: PhoneView, chosen: Bool)>((.alone, true))
    let notes = FakeJotter()
    /// What a push comes to.
    let told = Locked(CalledView(badge: nil, nudge: nil))
    /// What a slow code waits for.
    let gate = AsyncStream<Void>.makeStream()

    func labels() -> Labels { .sample }
    func hasAccount() -> Bool { account && people.value.chosen }

    func phone() throws -> PhoneView { people.value.view }

    /// Whoever was chosen, by what the picker hands back; who has the phone alone is the first.
    func instance() -> String? { people.value.chosen ? people.value.view.chosen?.person ?? "1" : nil }

    func choose(person: String) async throws {
        session.acts.change { $0.append("choose \(person)") }
        guard person != "gone" else { throw Problem.NotFound }
        people.value = (.shared(chosen: person), true)
    }

    func addPerson() async throws {
        session.acts.change { $0.append("add person") }
        if let problem = session.failing.value { throw problem }
        people.value = (.shared(), false)
    }

    func removePerson(person: String) async throws {
        session.acts.change { $0.append("remove person \(person)") }
        if let problem = session.failing.value { throw problem }
        people.value = (.alone, true)
    }

    func leave() async throws {
        session.acts.change { $0.append("leave") }
        people.value = (.shared(), false)
    }

    func enrol(code: String) async throws -> FakeEnrolment {
        if code == "slow" { for await _ in gate.stream { break } }
        guard code == "good" else { throw Problem.BadCode }
        return FakeEnrolment(session: session)
    }

    func recover(code: String, digits: String) async throws -> FakeEnrolment {
        session.acts.change { $0.append("recover \(code)|\(digits)") }
        guard digits == "30417 88251" else { throw Problem.BadCode }
        return FakeEnrolment(session: session)
    }

    func unlock() async throws -> FakeSession {
        if let problem = session.failing.value { throw problem }
        return session
    }

    func jotter() throws -> FakeJotter { notes }

    func called(shown: Bool) async throws -> CalledView {
        session.acts.change { $0.append(shown ? "called while shown" : "called") }
        return told.value
    }
}

@MainActor final class FakeAnnouncer: Announcer {
    private(set) var said: [String] = []

    func badge(_ count: UInt32) { said.append("badge \(count)") }
    func nudge(_ nudge: NudgeView) { said.append(nudge.title) }
    func hush() { said.append("hush") }
    func mayNudge() async { said.append("may") }
}
