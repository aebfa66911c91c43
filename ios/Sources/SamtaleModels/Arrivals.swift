// Posts that came while one read further up: they wait behind a pill, and nothing jumps.
// Refuses to count one's own. Asked by Posts at every new view.
import Observation
import Samtale

@MainActor @Observable
public final class Arrivals {
    public private(set) var waiting = 0
    private var seen: String?

    public init() {}

    /// Takes the lines as they are now; true when the end should be shown.
    public func update(_ lines: [Line], atEnd: Bool) -> Bool {
        guard let newest = lines.last, newest.id != seen else { return false }
        let fresh = lines.reversed().prefix { $0.id != seen }
        let first = seen == nil
        seen = newest.id
        if first || atEnd || fresh.contains(where: \.own) {
            waiting = 0
            return true
        }
        waiting += fresh.count(where: \.isPost)
        return false
    }

    public func reachedEnd() {
        waiting = 0
    }
}
