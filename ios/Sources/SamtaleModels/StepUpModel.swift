// One more login that a dialog asks for: out in the browser with it, and back. Refuses to keep one that has come back.
// Begun by DialogPane; the app is opened by the way back, so it is the door's.
import Observation
import Samtale

@MainActor @Observable
public final class StepUpModel {
    public private(set) var busy = false
    public private(set) var problem: ProblemView?
    private var login: (any StepUpSource)?
    private let session: any SessionSource
    private let language: Language

    public init(session: any SessionSource, language: Language) {
        self.session = session
        self.language = language
    }

    /// Whether the person is at the login's page, as far as one can tell.
    public var isOut: Bool { login != nil }

    /// Goes to the login; gives the page to open.
    public func begin(_ dialog: String) async -> String? {
        guard !busy else { return nil }
        login = nil
        await trying { login = try await session.stepUp(dialog: dialog) }
        return login?.loginUrl()
    }

    /// The browser came back. The next login is another one, whatever became of this.
    public func returned(_ link: String) async {
        guard let out = login else { return }
        login = nil
        await trying { try await out.complete(redirect: link) }
    }

    private func trying(_ act: () async throws -> Void) async {
        busy = true
        defer { busy = false }
        do {
            try await act()
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }
}
