// Where a person stands between a closed app and their dialogs: who it is, code, welcome, login, or a locked door.
// Refuses two steps at once. Shown by Door, step by step.
import Observation
import Samtale

@MainActor @Observable
public final class OnboardingModel {
    public enum Step {
        /// Several share the phone, and none of them is chosen.
        case people
        /// There is no account here yet.
        case code
        /// The invitation was read.
        case welcome(WelcomeView, any EnrolmentSource)
        /// The login page is open in the browser.
        case login(WelcomeView, any EnrolmentSource)
        /// Somebody without eID shows digits to whoever vouches for them.
        case vouching(VouchingView, any EnrolmentSource)
        /// There is an account, and it is locked.
        case locked
        case inside(any SessionSource)
    }

    public let labels: Labels
    public let language: Language
    /// Who shares the phone; nobody where one has it alone.
    public private(set) var phone: PhoneView?
    /// What is asked before somebody is taken off the phone.
    public var asked: ActView?
    public private(set) var step: Step
    public private(set) var busy = false
    public private(set) var problem: ProblemView?
    /// The code or link as the person wrote or opened it.
    public var code = ""
    /// The digits of a code on paper, as far as they are written.
    public var digits = ""
    /// Where one can write while the door stays closed for want of a network.
    public private(set) var jotter: JotterModel?
    /// The login that a dialog asks for, while somebody is inside.
    public private(set) var stepUp: StepUpModel?
    public let announcer: (any Announcer)?
    /// Links that came while something was under way.
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let samtale: any SamtaleSource
    /// Where one goes back to from another code.
    private var session: (any SessionSource)?
    /// What the system said last: a session that begins later is told.
    private var networked = true
    private var away = false
    /// Whether anybody sees the app: one that a push started is not shown.
    private var inFront = false
    private var last: Task<Void, Never>?
    private let places: Places

    public init(
        samtale: any SamtaleSource, language: Language, connector: (any Connector)? = nil, announcer: (any Announcer)? = nil
    ) {
        self.samtale = samtale
        self.announcer = announcer
        places = Places(connector: connector)
        self.language = language
        labels = samtale.labels()
        step = .code
        step = door()
    }

    /// Chooses who stands at the phone: their door.
    public func choose(_ person: PersonView) async {
        await trying {
            try await another { try await samtale.choose(person: person.person) }
            step = door()
        }
    }

    /// Lets another person use the phone: this one is locked out, and they enter their code.
    public func addPerson() async {
        guard session != nil, !busy else { return }
        session = nil
        step = .code
        await trying {
            do {
                try await another { try await samtale.addPerson() }
                look()
            } catch {
                step = door()
                throw error
            }
        }
    }

    public func ask(_ act: ActView) {
        asked = act
    }

    public func closeQuestion() {
        asked = nil
    }

    /// Takes whoever was asked about off the phone, once.
    public func removePerson(_ act: ActView) async {
        guard asked == act else { return }
        asked = nil
        await trying {
            try await samtale.removePerson(person: act.act)
            places.forget(act.act)
            announcer?.badge(0)
            announcer?.hush()
            step = door()
        }
    }

    /// Whoever is not chosen any more after it has no place to be called.
    private func another(comes: () async throws -> Void) async throws {
        let before = samtale.instance()
        defer {
            if let before, before != samtale.instance() { places.forget(before) }
        }
        try await comes()
    }

    /// Nobody stands at the phone any more; what the last one typed goes with them.
    private func leave() async {
        code = ""
        digits = ""
        await trying { try await another { try await samtale.leave() } }
        step = door()
    }

    /// A disk that cannot be read changes nothing of what is shown.
    private func look() {
        phone = (try? samtale.phone()) ?? phone
    }

    private func door() -> Step {
        look()
        if samtale.hasAccount() { return .locked }
        return shared ? .people : .code
    }

    private var shared: Bool { phone?.people.isEmpty == false }

    /// Whether somebody is inside, also while they enter another code.
    public var isInside: Bool { session != nil }

    /// Reads the invitation, or what the digits open.
    public func enrol() async {
        await trying {
            if digits.allSatisfy(\.isWhitespace) {
                read(try await samtale.enrol(code: code))
            } else {
                read(try await samtale.recover(code: code, digits: digits))
            }
        }
    }

    private func read(_ enrolment: any EnrolmentSource) {
        step = .welcome(enrolment.welcome(), enrolment)
    }

    /// Goes to the login; gives the page to open.
    public func login() -> String? {
        switch step {
        case .welcome(let view, let enrolment), .login(let view, let enrolment):
            problem = nil
            step = .login(view, enrolment)
            return enrolment.loginUrl()
        default:
            return nil
        }
    }

    /// Goes to another login than the usual one; gives the page to open.
    public func loginBy(_ other: ChoiceView) async -> String? {
        guard case .welcome(let view, let enrolment) = step else { return nil }
        var page: String?
        await trying {
            page = try await enrolment.loginBy(choice: other.choice)
            step = .login(view, enrolment)
        }
        return page
    }

    /// For somebody without eID: shows the digits, and comes in once whoever invited has vouched.
    public func meet() async {
        if case .welcome(_, let enrolment) = step {
            await trying { step = .vouching(try await enrolment.meet(), enrolment) }
        }
        guard case .vouching(_, let enrolment) = step else { return }
        await trying { enter(try await enrolment.vouched()) }
    }

    /// The app was opened by a link: the browser coming back from the login, or an invitation.
    public func opened(link: String) async {
        while busy { await withCheckedContinuation { waiting.append($0) } }
        switch step {
        case .login(_, let enrolment):
            await trying { enter(try await enrolment.complete(redirect: link)) }
        case .code, .welcome, .vouching:
            code = link
            await enrol()
        case .inside where stepUp?.isOut == true:
            await stepUp?.returned(link)
        case .inside:
            anotherCode()
            code = link
            await enrol()
        case .people, .locked:
            code = link
        }
    }

    /// Opens the door; an invitation that came while it was closed is read now.
    public func unlock() async {
        let waiting = code
        // What stands in the field is kept first: it is not here any more once the door is open.
        if let jotter, await !jotter.keep() { return }
        await trying {
            do {
                enter(try await samtale.unlock())
            } catch Problem.Offline {
                // None where the core could not keep anything: then the door says what is wrong.
                jotter = jotter ?? (try? JotterModel(jotter: samtale.jotter(), language: language))
                if jotter == nil { throw Problem.Offline }
            }
        }
        guard !waiting.isEmpty, case .inside = step else { return }
        await opened(link: waiting)
    }

    /// From inside to one more invitation.
    public func anotherCode() {
        guard case .inside = step else { return }
        problem = nil
        step = .code
    }

    private func enter(_ session: any SessionSource) {
        self.session = session
        if !networked { session.network(available: false) }
        if away { inTurn { try? await session.background() } }
        code = ""
        digits = ""
        jotter = nil
        stepUp = StepUpModel(session: session, language: language)
        step = .inside(session)
        look()
        if let instance = samtale.instance() { places.ask(instance) }
        inTurn { [self] in await tellPlace() }
    }

    /// Locks, and shows the closed door even where locking met a problem.
    public func lock() async {
        guard let session else { return }
        self.session = nil
        step = .locked
        await trying { try await session.lock() }
        if shared { await leave() }
    }

    /// The system says that there is no network, or that there is one, perhaps another than before.
    public func network(available: Bool) {
        networked = available
        session?.network(available: available)
    }

    /// The app is not shown any more: ends when it has no connection.
    @discardableResult public func left() -> Task<Void, Never> {
        away = true
        inFront = false
        return inTurn { [self] in try? await session?.background() }
    }

    /// The app is shown again; it may have closed meanwhile.
    @discardableResult public func shown() -> Task<Void, Never> {
        away = false
        inFront = true
        announcer?.hush()
        return inTurn { [self] in
            do { try await session?.foreground() } catch { await lock() }
            await tellPlace()
        }
    }

    /// This person is called there from now on (the gateway's URL for them and the token that the system gave), or nowhere.
    /// The server is told while it is they who are inside, and in front; where that fails, the next time the app is shown.
    @discardableResult public func placeAt(_ instance: String, _ endpoint: String?) -> Task<Void, Never> {
        places.keep(instance, endpoint)
        return inTurn { [self] in await tellPlace() }
    }

    /// It called (a push with `content-available` alone): one sync where they are inside, and what the core has to say of it
    /// outside. What was meant for another person of the phone is nobody's here.
    @discardableResult public func called(_ instance: String) -> Task<Void, Never> {
        inTurn { [self] in
            guard instance == samtale.instance() else { return }
            // Not reached: what there is comes when the app is shown.
            guard let told = try? await samtale.called(shown: inFront) else { return }
            if let badge = told.badge { announcer?.badge(badge) }
            // Whoever came back meanwhile sees it in the list.
            if let nudge = told.nudge, !inFront { announcer?.nudge(nudge) }
        }
    }

    private func tellPlace() async {
        guard let session, let instance = samtale.instance(), !away else { return }
        await places.tell(instance) { try await session.setPush(endpoint: $0) }
    }

    /// The system is short of memory: what is behind closes, what is in front stays open.
    @discardableResult public func shortOfMemory() -> Task<Void, Never> {
        inTurn { [self] in try? await session?.lowMemory() }
    }

    /// Left and shown again in a moment: the core hears of it in that order.
    @discardableResult private func inTurn(_ act: @escaping @MainActor () async -> Void) -> Task<Void, Never> {
        let task = Task { [last] in
            await last?.value
            await act()
        }
        last = task
        return task
    }

    /// One step back on the way in.
    public func back() async {
        problem = nil
        switch step {
        case .login(let view, let enrolment): step = .welcome(view, enrolment)
        case .welcome, .vouching: step = .code
        case .code:
            if let session { enter(session) } else { await leave() }
        case .locked: await leave()
        case .people, .inside: break
        }
    }

    public var mayGoBack: Bool {
        switch step {
        case .welcome, .login, .vouching: true
        case .code: session != nil || shared
        case .locked: phone?.chosen != nil
        case .people, .inside: false
        }
    }

    private func trying(_ act: () async throws -> Void) async {
        guard !busy else { return }
        busy = true
        defer {
            busy = false
            for link in waiting { link.resume() }
            waiting = []
        }
        do {
            try await act()
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }
}
