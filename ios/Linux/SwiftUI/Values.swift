// Stand-in for SwiftUI: colours, fonts, shapes, and the small words of modifiers.
// Refuses values our screens do not use. Compiled on Linux only.

public protocol ShapeStyle: Sendable {}

/// The one value that is kept: tests ask how a colour resolves.
public struct Color: Leaf, ShapeStyle, Hashable, Sendable {
    public enum RGBColorSpace: Sendable { case sRGB }
    private let parts: [Double]
    public nonisolated init(_ space: RGBColorSpace = .sRGB, red: Double, green: Double, blue: Double, opacity: Double = 1) {
        parts = [red, green, blue]
    }
    public nonisolated static let white = Color(red: 1, green: 1, blue: 1), black = Color(red: 0, green: 0, blue: 0)
    public nonisolated static let clear = Color(red: 0, green: 0, blue: 0, opacity: 0)
    public nonisolated func opacity(_ opacity: Double) -> Color { self }
    public nonisolated func resolve(in environment: EnvironmentValues) -> Resolved {
        let linear = parts.map { Float($0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4)) }
        return Resolved(linearRed: linear[0], linearGreen: linear[1], linearBlue: linear[2])
    }
    public struct Resolved: Hashable, Sendable { public let linearRed: Float, linearGreen: Float, linearBlue: Float }
}

public struct Gradient: Sendable { public init(colors: [Color]) {} }

public struct GraphicsContext {
    public struct Shading: Sendable {
        public static func color(_ color: Color) -> Shading { Shading() }
        public static func linearGradient(_ gradient: Gradient, startPoint: CGPoint, endPoint: CGPoint) -> Shading { Shading() }
    }
    public func fill(_ path: Path, with shading: Shading) {}
}

extension ShapeStyle where Self == Color { public static var clear: Color { Color.clear } }

public struct Font: Hashable, Sendable {
    public enum Weight: Sendable { case regular, medium, semibold, bold }
    public static let largeTitle = Font(), title = Font(), title2 = Font(), title3 = Font(), body = Font(), callout = Font()
    public static let subheadline = Font(), footnote = Font(), caption = Font()
    public static func system(size: CGFloat, weight: Weight? = nil) -> Font { Font() }
    public func weight(_ weight: Weight) -> Font { self }
    public func monospaced() -> Font { self }
}

// MARK: shapes

public protocol Shape: Sendable, View { nonisolated func path(in rect: CGRect) -> Path }
public protocol InsettableShape: Shape {}

extension Shape {
    public func fill(_ content: some ShapeStyle) -> some View { Modified<Self>() }
}

extension InsettableShape {
    public func strokeBorder(_ content: some ShapeStyle, lineWidth: CGFloat = 1) -> some View { Modified<Self>() }
}

public struct Path: Sendable {
    public init() {}
    public init(_ rect: CGRect) {}
    public init(ellipseIn rect: CGRect) {}
    public init(roundedRect rect: CGRect, cornerRadius: CGFloat) {}
    public mutating func move(to point: CGPoint) {}
    public mutating func addLine(to point: CGPoint) {}
    public mutating func addCurve(to point: CGPoint, control1: CGPoint, control2: CGPoint) {}
    public mutating func closeSubpath() {}
}

extension Shape { public var body: some View { EmptyView() } }

public struct Rectangle: InsettableShape {
    public nonisolated init() {}
    public nonisolated func path(in rect: CGRect) -> Path { Path() }
}

public struct Circle: InsettableShape {
    public nonisolated init() {}
    public nonisolated func path(in rect: CGRect) -> Path { Path() }
}

public struct Capsule: InsettableShape {
    public nonisolated init() {}
    public nonisolated func path(in rect: CGRect) -> Path { Path() }
}

public struct RoundedRectangle: InsettableShape {
    public nonisolated init(cornerRadius: CGFloat) {}
    public nonisolated func path(in rect: CGRect) -> Path { Path() }
}

public struct UnevenRoundedRectangle: InsettableShape {
    public nonisolated init(
        topLeadingRadius: CGFloat = 0, bottomLeadingRadius: CGFloat = 0,
        bottomTrailingRadius: CGFloat = 0, topTrailingRadius: CGFloat = 0
    ) {}
    public nonisolated func path(in rect: CGRect) -> Path { Path() }
}

// MARK: places

public enum Edge: Sendable {
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int8
        public init(rawValue: Int8) { self.rawValue = rawValue }
        public static let top = Set(rawValue: 1), leading = Set(rawValue: 2), bottom = Set(rawValue: 4), trailing = Set(rawValue: 8)
        public static let horizontal: Set = [.leading, .trailing], vertical: Set = [.top, .bottom], all: Set = [.horizontal, .vertical]
    }
}

public enum VerticalEdge: Sendable { case top, bottom }
public enum HorizontalEdge: Sendable { case leading, trailing }

public struct EdgeInsets: Equatable, Sendable {
    public init(top: CGFloat, leading: CGFloat, bottom: CGFloat, trailing: CGFloat) {}
}

public struct HorizontalAlignment: Sendable { public static let leading = Self(), center = Self(), trailing = Self() }
public struct VerticalAlignment: Sendable { public static let top = Self(), center = Self(), bottom = Self(), firstTextBaseline = Self() }
public struct Alignment: Sendable {
    public static let center = Self(), leading = Self(), trailing = Self(), bottom = Self()
    public static let top = Self(), topLeading = Self(), bottomTrailing = Self()
}
public struct UnitPoint: Hashable, Sendable { public static let bottom = UnitPoint(), center = UnitPoint() }
public enum TextAlignment: Sendable { case leading, center, trailing }
public enum Axis: Sendable {
    case horizontal, vertical
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int8
        public init(rawValue: Int8) { self.rawValue = rawValue }
        public static let horizontal = Set(rawValue: 1), vertical = Set(rawValue: 2)
    }
}
public enum ContentMode: Sendable { case fit, fill }

// MARK: small words

public enum Visibility: Sendable { case automatic, visible, hidden }
public struct Animation: Sendable { public static func easeOut(duration: TimeInterval) -> Animation { Animation() } }
public enum UIKeyboardType: Sendable { case `default`, numberPad }
public struct SubmitLabel: Sendable { public static var done: SubmitLabel { SubmitLabel() } }
public struct ToolbarPlacement { public static var automatic: ToolbarPlacement { ToolbarPlacement() } }
public struct ToolbarTitleDisplayMode { public static var inline: ToolbarTitleDisplayMode { ToolbarTitleDisplayMode() } }
public struct ScrollDismissesKeyboardMode: Sendable { public static var interactively: ScrollDismissesKeyboardMode { ScrollDismissesKeyboardMode() } }
public struct AccessibilityTraits: Sendable, ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: AccessibilityTraits...) {}
    public static let isButton: Self = [], isHeader: Self = [], isImage: Self = [], isSelected: Self = []
}
public struct AccessibilityChildBehavior: Sendable { public static let ignore = Self(), contain = Self(), combine = Self() }
public struct KeyEquivalent: Sendable, ExpressibleByExtendedGraphemeClusterLiteral {
    public init(extendedGraphemeClusterLiteral: Character) {}
    public static let `return`: KeyEquivalent = "\r"
}
public struct EventModifiers: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let command = EventModifiers(rawValue: 16)
}
public struct KeyboardShortcut: Sendable { public static let cancelAction = KeyboardShortcut() }
public struct ButtonRole: Equatable, Sendable { public static let destructive = ButtonRole() }
public struct PresentationDetent: Hashable, Sendable { public static let medium = PresentationDetent(), large = PresentationDetent() }
public protocol PrimitiveButtonStyle {}
public struct PlainButtonStyle: PrimitiveButtonStyle { public init() {} }
extension PrimitiveButtonStyle where Self == PlainButtonStyle { public static var plain: PlainButtonStyle { PlainButtonStyle() } }
public protocol ControlGroupStyle {}
public struct PaletteControlGroupStyle: ControlGroupStyle { public init() {} }
extension ControlGroupStyle where Self == PaletteControlGroupStyle { public static var palette: PaletteControlGroupStyle { PaletteControlGroupStyle() } }
public protocol ListStyle {}
public struct PlainListStyle: ListStyle { public init() {} }
extension ListStyle where Self == PlainListStyle { public static var plain: PlainListStyle { PlainListStyle() } }
public protocol TextSelectability {}
public struct EnabledTextSelectability: TextSelectability {}
extension TextSelectability where Self == EnabledTextSelectability { public static var enabled: EnabledTextSelectability { EnabledTextSelectability() } }

@MainActor public func withAnimation<R>(_ animation: Animation?, _ body: () throws -> R) rethrows -> R { try body() }
