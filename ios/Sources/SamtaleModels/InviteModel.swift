// What a caseworker fills in to start a dialog, and the invitation that comes of it.
// Refuses to forget what was filled in when making it fails. Edited by InviteScreen.
import Foundation
import Observation
import Samtale

@MainActor @Observable
public final class InviteModel {
    public var name = ""
    public var topic = ""
    public var purpose = ""
    public var first = ""
    public var sensitive = false
    /// Whether that can be chosen.
    public let mayBeSensitive: Bool
    /// Whether a national number beside the name is compared with the login.
    public let mayMatch: Bool
    public private(set) var busy = false
    public private(set) var problem: ProblemView?
    public private(set) var invitation: InvitationView?

    /// A family, when it is one.
    public private(set) var family: HouseholdModel?

    private let session: any SessionSource
    private let language: Language

    public init(session: any SessionSource, language: Language, mayBeSensitive: Bool = false, mayMatch: Bool = false) {
        self.session = session
        self.mayBeSensitive = mayBeSensitive
        self.mayMatch = mayMatch
        self.language = language
    }

    public var ready: Bool {
        !busy && ![filled.name, filled.topic, filled.purpose].contains("")
    }

    public func gather() {
        do {
            family = try HouseholdModel(session: session, language: language)
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }

    public func one() {
        family = nil
    }

    public func make() async {
        guard ready else { return }
        busy = true
        defer { busy = false }
        do {
            invitation = try await session.invite(draft: filled)
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }

    /// The letter of it, to be printed; nothing when there is none, and that is told.
    public func print(_ invitation: String) async -> DocumentView? {
        let letter: DocumentView?
        (letter, problem) = await session.letter(of: invitation, in: language)
        return letter
    }

    private var filled: InvitationDraft {
        func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
        return InvitationDraft(
            name: trimmed(name), topic: trimmed(topic), purpose: trimmed(purpose), first: trimmed(first), sensitive: sensitive
        )
    }
}

extension InviteModel: Identifiable {}
