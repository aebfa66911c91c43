// What a caseworker fills in to begin with a family, and the dialog that shows who has come to the table.
// Refuses more and fewer people than the core gave, and to forget anything when it fails. Edited by HouseholdScreen.
import Foundation
import Observation
import Samtale

/// One who sits at the table, as far as that is filled in.
@MainActor @Observable
public final class Sitting: Identifiable {
    public var name = ""
    public var kin: String

    init(kin: String) {
        self.kin = kin
    }
}

@MainActor @Observable
public final class HouseholdModel {
    /// What can be filled in; the first kin is chosen beforehand, and one must have it.
    public let offered: HouseholdView
    public private(set) var seats: [Sitting]
    public var topic = ""
    public var purpose = ""
    public var first = ""
    public private(set) var busy = false
    public private(set) var problem: ProblemView?

    private let session: any SessionSource
    private let language: Language

    public init(session: any SessionSource, language: Language) throws {
        self.session = session
        self.language = language
        offered = try session.household()
        let usual = offered.kins.first?.choice ?? ""
        seats = (0..<offered.fewest).map { _ in Sitting(kin: usual) }
    }

    public var ready: Bool {
        let filled = filled
        let named = !filled.seats.contains { $0.name.isEmpty }
        return !busy && named && filled.seats.contains { $0.kin == usual } && ![filled.topic, filled.purpose].contains("")
    }

    public var mayAdd: Bool { seats.count < offered.most }
    public var mayRemove: Bool { seats.count > offered.fewest }

    public func add() {
        if mayAdd { seats.append(Sitting(kin: usual)) }
    }

    public func remove(_ seat: Sitting) {
        if mayRemove { seats.removeAll { $0 === seat } }
    }

    /// Lays the table; the dialog that shows who has come, or nothing when that failed, and it is told.
    public func make() async -> String? {
        guard ready else { return nil }
        busy = true
        defer { busy = false }
        do {
            let dialog = try await session.inviteHousehold(draft: filled)
            problem = nil
            return dialog
        } catch {
            problem = told(error, in: language)
            return nil
        }
    }

    private var usual: String { offered.kins.first?.choice ?? "" }

    private var filled: HouseholdDraft {
        func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
        let sitting = seats.map { SeatDraft(name: trimmed($0.name), kin: $0.kin) }
        return HouseholdDraft(seats: sitting, topic: trimmed(topic), purpose: trimmed(purpose), first: trimmed(first))
    }
}
