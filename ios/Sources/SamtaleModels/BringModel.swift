// Who is to be brought into a dialog, as what and seeing how much, and the invitation that comes of it.
// Refuses to forget what was filled in when making it fails. Made by DialogModel, edited by BringScreen.
import Foundation
import Observation
import Samtale

@MainActor @Observable
public final class BringModel {
    /// What can be chosen; the first of each is chosen beforehand.
    public let offered: BringView
    public var name = ""
    public var purpose = ""
    public var role: String
    public var sees: String
    public private(set) var busy = false
    public private(set) var problem: ProblemView?
    public private(set) var invitation: InvitationView?

    private let session: any SessionSource
    private let dialog: String
    private let language: Language

    public init(session: any SessionSource, dialog: String, language: Language) throws {
        self.session = session
        self.dialog = dialog
        self.language = language
        offered = try session.bringing(dialog: dialog)
        role = offered.roles.first?.choice ?? ""
        sees = offered.sees.first?.choice ?? ""
    }

    public var ready: Bool {
        !busy && ![filled.name, filled.purpose, role, sees].contains("")
    }

    public func make() async {
        guard ready else { return }
        busy = true
        defer { busy = false }
        do {
            invitation = try await session.bring(dialog: dialog, draft: filled)
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

    private var filled: BringDraft {
        func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
        return BringDraft(name: trimmed(name), purpose: trimmed(purpose), role: role, sees: sees)
    }
}
