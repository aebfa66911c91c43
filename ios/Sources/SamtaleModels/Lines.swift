// What was said, each with a key that stays when older things come.
// Refuses to change the order. Drawn by Posts, counted by Arrivals.
import Samtale

public struct Line: Identifiable, Equatable, Sendable {
    public let id: String
    public let item: ItemView

    var own: Bool {
        if case .bubble(let bubble) = item { bubble.own } else { false }
    }

    var isPost: Bool {
        if case .bubble = item { true } else { false }
    }
}

/// A post's key is its own id; anything else is known by its place after the post before.
public func lines(_ items: [ItemView]) -> [Line] {
    var before = ""
    var place = 0
    return items.map { item in
        if case .bubble(let bubble) = item {
            before = bubble.id
            place = 0
            return Line(id: before, item: item)
        }
        place += 1
        return Line(id: "\(before)/\(place)", item: item)
    }
}
