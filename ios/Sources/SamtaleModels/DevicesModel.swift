// This person's devices as they stand now, and what is being done about them: a link shown, a code made, one taken away
// or let in again, all others logged out.
// Refuses two things at once, and to take a device away without its question. Shown by DevicesPane; outlives it, so that
// a code that was made is also seen.
import Observation
import Samtale

extension ActView: Identifiable {
    public var id: String { act }
}

@MainActor @Observable
public final class DevicesModel {
    /// What is under way: one thing at a time.
    public enum Doing: Equatable {
        case add
        case paper
        case act(device: String)
        case logOut
    }

    public private(set) var devices: [DeviceView] = []
    /// Logs out all others; nil when there is none to log out.
    public private(set) var logOut: ActView?
    /// Whether others are told what this person has read and that they are writing.
    public private(set) var receipts = true
    /// Whether this device says that there is news.
    public private(set) var nudges: NudgesView?
    /// When the app locks after it was left, and what can be set.
    public private(set) var lock: LockView?
    public var choosesLock = false
    public private(set) var doing: Doing?
    public private(set) var problem: ProblemView?
    /// What the new device is to read, while it is shown.
    public private(set) var link: DeviceLinkView?
    public private(set) var paper: PaperView?
    /// What is asked about before it is done.
    public var asked: ActView?

    private let session: any SessionSource
    private let language: Language
    private let announcer: (any Announcer)?
    private var about: DeviceView?
    /// Those that were there when the link was shown.
    private var known: Set<String> = []

    public init(session: any SessionSource, language: Language, announcer: (any Announcer)? = nil) {
        self.announcer = announcer
        self.session = session
        self.language = language
    }

    /// Takes the devices as they are now; one more of them is the sign that the link was used.
    public func show(_ now: [DeviceView]) {
        devices = now
        if now.contains(where: { !known.contains($0.device) }) { link = nil }
    }

    /// As the core has it now.
    public func show(logOut now: ActView?) {
        logOut = now
    }

    /// As the core has it now.
    public func show(receipts on: Bool) {
        receipts = on
    }

    /// Whether the system has a place where it can be said that there is news.
    public var mayTell: Bool { announcer != nil }

    /// As the core has it now.
    public func show(nudges now: NudgesView) {
        nudges = now
    }

    /// Sets whether it may be said that there is news; after a yes the system is asked too.
    public func nudge(_ on: Bool) async {
        do {
            try session.setNudges(on: on)
            problem = nil
        } catch {
            problem = told(error, in: language)
            return
        }
        if on { await announcer?.mayNudge() }
    }

    /// Turns it on or off; the next list says whether it is.
    public func tell(_ on: Bool) async {
        do {
            try await session.setReceipts(on: on)
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }

    /// Looked at anew: what went wrong before is over, and so is a link that nobody used; a code is shown until it is closed.
    public func open() {
        problem = nil
        link = nil
        choosesLock = false
        // Locked: the list says so.
        lock = try? session.lockChoices()
    }

    /// Sets when the app locks; the sheet shows what holds now.
    public func lockAfter(_ minutes: UInt32) {
        do {
            lock = try session.setLockAfter(minutes: minutes)
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }

    public func add() async {
        await once(.add) {
            let shown = try await session.addDevice()
            known = Set(devices.map(\.device))
            link = shown
        }
    }

    public func closeLink() {
        link = nil
    }

    public func makePaper() async {
        await once(.paper) { paper = try await session.makePaper() }
    }

    public func closePaper() {
        paper = nil
    }

    /// Asks before it is done: about one device, or about all others.
    public func ask(_ device: DeviceView?, _ act: ActView) {
        about = device
        asked = act
    }

    public func closeQuestion() {
        asked = nil
    }

    /// Does what was asked about, once.
    public func act(_ act: ActView) async {
        guard asked == act else { return }
        asked = nil
        await once(about.map { .act(device: $0.device) } ?? .logOut) { try await session.deviceAct(act: act.act) }
    }

    private func once(_ what: Doing, _ act: () async throws -> Void) async {
        guard doing == nil else { return }
        doing = what
        defer { doing = nil }
        do {
            try await act()
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }
}
