// What was said, newest at the bottom, as a list that only draws what is in view. Refuses to jump while one reads
// further up: new posts then wait behind a pill. The middle of DialogScreen.
import Samtale
import SamtaleModels
import SwiftUI

struct Posts: View {
    let view: DialogView
    let labels: Labels
    let actions: DialogActions
    var sought: String?
    var goes: String?
    var onGone: Act = {}
    @State private var arrivals = Arrivals()
    @State private var atEnd = true
    @Environment(\.palette) private var palette
    @Environment(\.dynamicTypeSize) private var size
    @Environment(\.accessibilityReduceMotion) private var reduced

    private static let end = "end"

    var body: some View {
        let shown = lines(view.items)
        GeometryReader { area in
            ScrollViewReader { scroll in
                ScrollView {
                    LazyVStack(spacing: 0) {
                        if view.earlier { QuietButton(words: labels.earlier, act: actions.onEarlier) }
                        ForEach(shown) { draw($0.item, room(area.size)) }
                        Color.clear
                            .frame(height: 1)
                            .id(Self.end)
                            .onAppear {
                                atEnd = true
                                arrivals.reachedEnd()
                            }
                            .onDisappear { atEnd = false }
                    }
                    .padding(.horizontal, Space.side)
                    .padding(.vertical, Space.one)
                }
                .defaultScrollAnchor(.bottom)
                .scrollDismissesKeyboard(.interactively)
                .onChange(of: shown, initial: true) {
                    if arrivals.update(shown, atEnd: atEnd) { toEnd(scroll) }
                }
                // A post that was looked for is shown as soon as it is among them.
                .onChange(of: place(shown), initial: true) {
                    guard let found = place(shown) else { return }
                    scroll.scrollTo(found, anchor: .center)
                    actions.onFound()
                }
                // A touch on a quote; what is not loaded is not gone to.
                .onChange(of: goes) {
                    guard let to = goes else { return }
                    withAnimation(motion(reduced: reduced)) { scroll.scrollTo(to, anchor: .center) }
                    onGone()
                }
                .overlay(alignment: .bottom) {
                    if arrivals.waiting > 0 { pill { toEnd(scroll) } }
                }
            }
        }
    }

    private func place(_ shown: [Line]) -> String? {
        shown.first { $0.id == sought }?.id
    }

    private func toEnd(_ scroll: ScrollViewProxy) {
        withAnimation(motion(reduced: reduced)) { scroll.scrollTo(Self.end, anchor: .bottom) }
    }

    /// 78 % of the width, the full width in large text, and never wider than a column.
    private func room(_ area: CGSize) -> BubbleRoom {
        let wide = max(area.width - 2 * Space.side, 0)
        let faces = view.members.count > 2
        let share = size.isDouble ? wide : wide * 0.78
        return BubbleRoom(
            maxWidth: min(share, Space.column, faces ? max(wide - 40, 0) : wide),
            maxPhoto: area.height * 0.6,
            faces: faces
        )
    }

    @ViewBuilder private func draw(_ item: ItemView, _ room: BubbleRoom) -> some View {
        switch item {
        case .day(let label):
            day(label)
        case .notice(let text):
            told(text)
        case .bubble(let bubble):
            Bubble(
                bubble: bubble, room: room, photo: actions.photo, labels: labels, said: actions.said,
                onRetry: { actions.onRetry(bubble.id) }, onAsk: actions.onAsk
            )
        case .folded(let fold):
            folded(fold)
        case .consent(let card):
            ConsentCard(
                consent: card, onAnswer: { actions.onAnswer(card.proposal, $0) },
                onMore: { actions.onMore(card.proposal) }, onAsk: actions.onAsk
            )
            .padding(.vertical, Space.two)
        case .invitation(let card):
            InvitationCard(card: card, labels: labels, onCopy: actions.onCopy, onPrint: actions.onPrint, onAsk: actions.onAsk)
                .padding(.vertical, Space.two)
        }
    }

    private func day(_ label: String) -> some View {
        HStack(spacing: Space.two) {
            palette.hairline.frame(height: 1)
            Text(label).font(Face.label).foregroundStyle(palette.muted).accessibilityAddTraits(.isHeader)
            palette.hairline.frame(height: 1)
        }
        .padding(.top, Space.side)
        .padding(.bottom, Space.half)
    }

    /// Who did what: a quiet line of its own.
    private func told(_ text: String) -> some View {
        Text(text)
            .font(Face.label)
            .foregroundStyle(palette.muted)
            .multilineTextAlignment(.center)
            .frame(maxWidth: 320)
            .padding(.vertical, 10)
    }

    /// Posts by somebody who is blocked: how many, and what can be done about it.
    private func folded(_ fold: FoldView) -> some View {
        VStack(spacing: 0) {
            told(fold.text)
            HStack(spacing: Space.one) {
                ForEach(fold.choices, id: \.choice) { choice in
                    QuietButton(words: choice.label) { actions.onChoose(choice.choice) }
                }
            }
        }
    }

    /// How many came and what they are, side by side and read aloud as one.
    private var newer: String { "\(arrivals.waiting) · \(labels.newer)" }

    private func pill(_ act: @escaping Act) -> some View {
        Button(action: act) {
            HStack(spacing: 6) {
                Text(verbatim: newer).font(Face.name)
                Icon(.down, Face.label)
            }
            .foregroundStyle(palette.own.ink)
            .padding(.horizontal, Space.side)
            .frame(minHeight: Space.touch)
            .ground(palette.own.ground, in: Capsule(), palette)
        }
        .buttonStyle(.plain)
        .accessibilityLabel(newer)
        .padding(.bottom, Space.one)
    }
}
