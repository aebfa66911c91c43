// What was written before the door was open, above the list: whose turn it is to say where it belongs.
// Refuses to guess it. Shown by InboxScreen; a place is chosen on its sheet.
import Samtale
import SwiftUI

struct Jots: View {
    let jots: [JotView]
    let labels: Labels
    let placeable: Bool
    let onPlace: @MainActor (JotView) -> Void
    let onAsk: Ask
    @Environment(\.palette) private var palette

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: Space.one) {
                Text(labels.jots).font(Face.name).accessibilityAddTraits(.isHeader)
                ForEach(jots, id: \.jot) { card($0) }
            }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(.horizontal, Space.side)
        }
        .frame(maxHeight: 280)
    }

    private func card(_ jot: JotView) -> some View {
        VStack(alignment: .leading, spacing: 0) {
            VStack(alignment: .leading, spacing: Space.half) {
                if let to = jot.to { Text(to).font(Face.name) }
                Text(jot.text).lineLimit(4)
                if let time = jot.time { Text(time).font(Face.time).foregroundStyle(palette.muted) }
            }
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(jot.spoken)
            HStack(spacing: Space.wide) {
                if jot.mayPlace && placeable { QuietButton(words: labels.jotPlace) { onPlace(jot) } }
                ActButton(act: jot.forget, onAsk: onAsk)
            }
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, Space.side)
        .padding(.top, Space.two)
        .background(palette.surface, in: Corner.card)
        .overlay { Corner.card.strokeBorder(palette.outline, lineWidth: 1) }
    }
}

struct PlaceSheet: View {
    let places: [ChoiceView]
    let labels: Labels
    let onPlace: @MainActor (String) -> Void
    let onClose: Act

    var body: some View {
        Sheet(title: labels.jotPlace, close: labels.close, onClose: onClose) {
            ForEach(places, id: \.choice) { place in QuietButton(words: place.label) { onPlace(place.choice) } }
        }
    }
}
