// The type of the app: the system's own face in few sizes, all growing with Dynamic Type. Refuses sizes chosen in a screen.
// Read by every screen; the numbers are the sizes at the system's middle setting.
import SwiftUI

public enum Face {
    /// 34: digits that another person reads across a table.
    public static let numerals = Font.largeTitle.weight(.semibold)
    /// 28: the one large line of a welcome.
    public static let display = Font.title.weight(.semibold)
    /// 20.
    public static let title = Font.title3.weight(.medium)
    /// 17, for a question.
    public static let question = Font.body.weight(.medium)
    /// 17.
    public static let body = Font.body
    /// 16.
    public static let name = Font.callout.weight(.medium)
    /// 16, for the name of what is unread.
    public static let unread = Font.callout.weight(.bold)
    /// 15: second lines, such as a topic, the last post, what a field is for.
    public static let note = Font.subheadline
    /// 13.
    public static let label = Font.footnote.weight(.medium)
    /// 12.
    public static let time = Font.caption
    /// 22: a code that is written down by hand.
    public static let digits = Font.title2.weight(.medium).monospaced()
}

extension DynamicTypeSize {
    /// Large enough that a row becomes a column.
    var isLarge: Bool { isAccessibilitySize }
    /// About 200 %: bubbles take the full width.
    var isDouble: Bool { self >= .accessibility2 }
}
