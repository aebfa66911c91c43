// Stand-in for SwiftUI: the modifiers our screens use, with the system's own signatures.
// Refuses any other. Compiled on Linux only.

extension View {
    public typealias M = Modified<Self>

    // MARK: place and size
    public func padding(_ edges: Edge.Set = .all, _ length: CGFloat? = nil) -> M { M() }
    public func padding(_ length: CGFloat) -> M { M() }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center) -> M { M() }
    public func frame(
        minWidth: CGFloat? = nil, idealWidth: CGFloat? = nil, maxWidth: CGFloat? = nil,
        minHeight: CGFloat? = nil, idealHeight: CGFloat? = nil, maxHeight: CGFloat? = nil, alignment: Alignment = .center
    ) -> M { M() }
    public func fixedSize(horizontal: Bool, vertical: Bool) -> M { M() }
    public func layoutPriority(_ value: Double) -> M { M() }
    public func offset(x: CGFloat = 0, y: CGFloat = 0) -> M { M() }
    public func aspectRatio(_ ratio: CGFloat? = nil, contentMode: ContentMode) -> M { M() }
    public func scaledToFill() -> M { M() }
    public func ignoresSafeArea() -> M { M() }
    public func safeAreaInset(edge: VerticalEdge, alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> some View) -> M { M() }

    // MARK: look
    public func background(_ style: some ShapeStyle, in shape: some InsettableShape) -> M { M() }
    public func background(_ style: some ShapeStyle) -> M { M() }
    public func overlay(alignment: Alignment = .center, @ViewBuilder content: () -> some View) -> M { M() }
    public func clipShape(_ shape: some Shape) -> M { M() }
    public func contentShape(_ shape: some Shape) -> M { M() }
    public func shadow(radius: CGFloat) -> M { M() }
    public func foregroundStyle(_ style: some ShapeStyle) -> M { M() }
    public func tint(_ tint: Color?) -> M { M() }
    public func font(_ font: Font?) -> M { M() }
    public func lineLimit(_ number: Int?) -> M { M() }
    public func lineLimit(_ limit: ClosedRange<Int>) -> M { M() }
    public func lineSpacing(_ spacing: CGFloat) -> M { M() }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> M { M() }
    public func buttonStyle(_ style: some PrimitiveButtonStyle) -> M { M() }
    public func environment<V>(_ path: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> M { M() }

    // MARK: lists and scrolling
    public func listStyle(_ style: some ListStyle) -> M { M() }
    public func swipeActions(edge: HorizontalEdge = .trailing, allowsFullSwipe: Bool = true, @ViewBuilder content: () -> some View) -> M { M() }
    public func listRowInsets(_ insets: EdgeInsets?) -> M { M() }
    public func selectionDisabled(_ disabled: Bool = true) -> M { M() }
    public func listRowSeparator(_ visibility: Visibility) -> M { M() }
    public func listRowBackground(_ view: (some View)?) -> M { M() }
    public func scrollContentBackground(_ visibility: Visibility) -> M { M() }
    public func defaultScrollAnchor(_ anchor: UnitPoint?) -> M { M() }
    public func scrollDismissesKeyboard(_ mode: ScrollDismissesKeyboardMode) -> M { M() }

    // MARK: writing
    public func focused(_ condition: FocusState<Bool>.Binding) -> M { M() }
    public func autocorrectionDisabled(_ disable: Bool = true) -> M { M() }
    public func keyboardType(_ type: UIKeyboardType) -> M { M() }
    public func submitLabel(_ label: SubmitLabel) -> M { M() }
    public func onSubmit(_ action: @escaping () -> Void) -> M { M() }
    public func textSelection(_ selectability: some TextSelectability) -> M { M() }
    public func keyboardShortcut(_ key: KeyEquivalent, modifiers: EventModifiers = .command) -> M { M() }
    public func keyboardShortcut(_ shortcut: KeyboardShortcut) -> M { M() }
    public func disabled(_ disabled: Bool) -> M { M() }
    public func controlGroupStyle(_ style: some ControlGroupStyle) -> M { M() }
    public func onTapGesture(count: Int = 1, perform action: @escaping () -> Void) -> M { M() }
    public func contextMenu(@ViewBuilder menuItems: () -> some View) -> M { M() }

    // MARK: life
    public func id(_ id: some Hashable) -> M { M() }
    public func onAppear(perform action: (() -> Void)? = nil) -> M { M() }
    public func onDisappear(perform action: (() -> Void)? = nil) -> M { M() }
    public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping () -> Void) -> M { M() }
    public func onOpenURL(perform action: @escaping (URL) -> Void) -> M { M() }
    public func task(priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void) -> M { M() }
    public func task<T: Equatable>(id value: T, priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void) -> M { M() }

    // MARK: other screens
    public func sheet(isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> some View) -> M { M() }
    public func sheet<I: Identifiable>(item: Binding<I?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (I) -> some View) -> M { M() }
    public func interactiveDismissDisabled(_ isDisabled: Bool = true) -> M { M() }
    public func presentationBackground(_ style: some ShapeStyle) -> M { M() }
    public func presentationDetents(_ detents: Set<PresentationDetent>) -> M { M() }
    public func navigationDestination<D: Hashable>(item: Binding<D?>, @ViewBuilder destination: @escaping (D) -> some View) -> M { M() }
    public func toolbar(_ visibility: Visibility, for bars: ToolbarPlacement...) -> M { M() }
    public func toolbarTitleDisplayMode(_ mode: ToolbarTitleDisplayMode) -> M { M() }

    // MARK: read aloud
    public func accessibilityLabel(_ label: some StringProtocol) -> M { M() }
    public func accessibilityHint(_ hint: some StringProtocol) -> M { M() }
    public func accessibilityHidden(_ hidden: Bool) -> M { M() }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> M { M() }
    public func accessibilityActions(@ViewBuilder _ content: () -> some View) -> M { M() }
    public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> M { M() }
}
