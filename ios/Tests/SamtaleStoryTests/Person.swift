// A person with a device: enrols, writes, reads, all through the core as the app uses it.
// Refuses to look behind the views. Used by StoryTests.
#if os(macOS) || os(Linux)
import Samtale

struct Person {
    let device: Samtale
    let session: Session

    /// Enrols on a new device with an invitation, or with a link for one more device.
    init(_ name: String, with link: String, on place: String? = nil, in town: Town) async throws {
        device = try town.device(place ?? name)
        let enrolment = try await device.enrol(code: link)
        let redirect = try town.browser.logIn(at: enrolment.loginUrl(), name: name, unit: "Job og uddannelse")
        session = try await enrolment.complete(redirect: redirect)
    }

    init(device: Samtale, session: Session) {
        self.device = device
        self.session = session
    }

    /// Locks and opens the same device again.
    func lockAndUnlock() async throws -> Person {
        try await session.lock()
        return Person(device: device, session: try await device.unlock())
    }

    /// One more device of this person's, added at a link that this one shows.
    func adds(_ place: String, of name: String, in town: Town) async throws -> Person {
        try await Person(name, with: session.addDevice().link, on: place, in: town)
    }

    /// This person's devices, as soon as there are so many and all have shown who they are.
    func devices(_ count: Int) async throws -> [DeviceView] {
        let known = ["Denne enhed", "En anden enhed", "Kode på papir"]
        return try await list { $0.devices.count == count && $0.devices.allSatisfy { known.contains($0.title) } }.devices
    }

    /// Waits for the consent that is asked for and answers it; the dialog it is in.
    func answer(_ answer: Answer) async throws -> String {
        let inbox = try await list { $0.rows.contains { $0.waiting != nil } }
        let dialog = inbox.rows[0].dialog
        try await self.answer(answer, in: dialog)
        return dialog
    }

    /// Waits for the consent that this dialog asks for and answers it; the question that was asked.
    @discardableResult
    func answer(_ answer: Answer, in dialog: String) async throws -> String? {
        let asked = try await until(dialog) { $0.consent != nil }.consent
        try await session.answer(dialog: dialog, proposal: asked?.proposal ?? "", answer: answer)
        return asked?.question
    }

    /// Brings somebody in, as an external professional who sees as little as can be chosen; they enrol and say yes.
    func brings(_ name: String, into dialog: String, in town: Town) async throws -> Person {
        let sees = try session.bringing(dialog: dialog).sees.first?.choice ?? ""
        let draft = BringDraft(name: name, purpose: "Så hun kan hjælpe med skolen.", role: "external", sees: sees)
        let person = try await Person(name, with: session.bring(dialog: dialog, draft: draft).link, in: town)
        _ = try await person.answer(.yes)
        return person
    }

    /// Waits for a button beside a member's name and presses it, and the yes after it.
    func does(_ kind: String, to name: String, in dialog: String) async throws {
        func act(_ view: DialogView) -> ActView? {
            view.members.first { $0.name == name }?.acts.first { $0.act.hasPrefix(kind) }
        }
        let offered = try await act(until(dialog) { act($0) != nil })
        try await session.act(dialog: dialog, act: offered?.act ?? "")
    }

    /// Waits until a post can be read.
    @discardableResult
    func reads(_ text: String, in dialog: String) async throws -> DialogView {
        try await until(dialog) { $0.bubbles.contains { $0.text == text } }
    }

    /// Waits until the list is as it should be.
    func list(_ fits: (InboxView) -> Bool) async throws -> InboxView {
        let feed = session.inbox()
        return try await first(fits, next: feed.next) { feed.stop() }
    }

    /// Waits until a dialog is as it should be.
    func until(_ dialog: String, _ fits: (DialogView) -> Bool) async throws -> DialogView {
        let feed = try session.dialog(dialog: dialog)
        return try await first(fits, next: feed.next) { feed.stop() }
    }
}

extension BubbleView {
    /// Whether the server has it for good, however far it has come since.
    var isSent: Bool { [.sent, .delivered, .read].contains(state) }
}

extension DialogView {
    var bubbles: [BubbleView] {
        items.compactMap { if case .bubble(let bubble) = $0 { bubble } else { nil } }
    }
}

/// The first view that is as it should be. The test's time limit cancels, which stops the feed.
private func first<View>(
    _ fits: (View) -> Bool, next: () async -> View?, stop: @escaping @Sendable () -> Void
) async throws -> View {
    var last: View?
    return try await withTaskCancellationHandler {
        while let view = await next() {
            if fits(view) { return view }
            last = view
        }
        throw NeverCame(last: String(describing: last))
    } onCancel: {
        stop()
    }
}

/// What a test waited for did not come in time; this is how things stood.
struct NeverCame: Error {
    let last: String
}
#endif
