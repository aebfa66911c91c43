// Stand-in for SwiftUI: the views our screens are made of.
// Refuses texts out of string keys: every word comes from the core. Compiled on Linux only.

public struct Text: Leaf, Equatable {
    public init(_ content: some StringProtocol) {}
    public init(verbatim content: String) {}
    public init(_ attributed: AttributedString) {}
    public nonisolated static func == (a: Text, b: Text) -> Bool { true }
    public static func + (a: Text, b: Text) -> Text { a }
    public func font(_ font: Font?) -> Text { self }
    public func foregroundStyle(_ style: some ShapeStyle) -> Text { self }
}

public struct Image: Leaf {
    public init(systemName: String) {}
    public func resizable() -> Image { self }
}

public struct Spacer: Leaf { public init(minLength: CGFloat? = nil) {} }
public struct ProgressView: Leaf { public init() {} }

public struct Canvas: Leaf { public init(renderer: @escaping (inout GraphicsContext, CGSize) -> Void) {} }

// MARK: layout

public struct HStack: Leaf {
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> some View) {}
}

public struct VStack: Leaf {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> some View) {}
}

public struct LazyVStack: Leaf {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> some View) {}
}

public struct ZStack: Leaf {
    public init(alignment: Alignment = .center, @ViewBuilder content: () -> some View) {}
}

@MainActor @preconcurrency public protocol Layout {}
public struct HStackLayout: Layout { public nonisolated init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil) {} }
public struct VStackLayout: Layout { public nonisolated init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil) {} }
public struct AnyLayout: Layout {
    public nonisolated init(_ layout: some Layout) {}
    public func callAsFunction(@ViewBuilder _ content: () -> some View) -> some View { EmptyView() }
}

public struct ViewThatFits: Leaf {
    public init(in axes: Axis.Set = [.horizontal, .vertical], @ViewBuilder content: () -> some View) {}
}

public struct GeometryProxy { public var size: CGSize { fatalError() } }
public struct GeometryReader: Leaf { public init(@ViewBuilder content: @escaping (GeometryProxy) -> some View) {} }

// MARK: lists and scrolling

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Leaf {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) where Data.Element: Identifiable, ID == Data.Element.ID {}
    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}

public struct List<Selection: Hashable>: Leaf {
    public init(selection: Binding<Selection?>?, @ViewBuilder content: () -> some View) {}
}

public struct ScrollView: Leaf { public init(@ViewBuilder content: () -> some View) {} }
public struct ScrollViewProxy { public func scrollTo(_ id: some Hashable, anchor: UnitPoint? = nil) {} }
public struct ScrollViewReader: Leaf { public init(@ViewBuilder content: @escaping (ScrollViewProxy) -> some View) {} }
public struct NavigationStack: Leaf { public init(@ViewBuilder root: () -> some View) {} }

// MARK: what is touched

public struct Button: Leaf {
    public init(_ title: some StringProtocol, role: ButtonRole?, action: @escaping @MainActor () -> Void) {}
    public init(role: ButtonRole?, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> some View) {}
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> some View) {}
}

public struct Toggle: Leaf {
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> some View) {}
}
public struct ControlGroup: Leaf { public init(@ViewBuilder content: () -> some View) {} }

public struct TextField: Leaf {
    public init(_ title: some StringProtocol, text: Binding<String>) {}
    public init(_ title: some StringProtocol, text: Binding<String>, axis: Axis) {}
}
