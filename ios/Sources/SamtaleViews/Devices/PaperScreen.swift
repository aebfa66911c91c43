// A code on paper, shown this once: eight groups of five digits to write down, the same as a picture, and what to do with it.
// Refuses to be selected or copied: whoever has the clipboard would have the key. Opened from DevicesScreen.
import Samtale
import SwiftUI

struct PaperScreen: View {
    let view: PaperView
    let labels: Labels
    let onClose: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Page {
            Text(labels.paperHeading).font(Face.display).padding(.bottom, Space.side).accessibilityAddTraits(.isHeader)
            groups
            Steps(steps: view.steps).padding(.top, Space.wide)
            Qr(qr: view.qr, words: labels.qr).padding(.top, Space.wide)
        } foot: {
            MainButton(words: labels.close, act: onClose)
        }
    }

    /// Four beside each other where they fit, else two or one.
    private var groups: some View {
        ViewThatFits(in: .horizontal) {
            groups(beside: 4)
            groups(beside: 2)
            groups(beside: 1)
        }
        .padding(Space.side)
        .background(palette.surface, in: Corner.card)
        .overlay { Corner.card.strokeBorder(palette.outlined ? palette.outline : palette.hairline, lineWidth: 1) }
    }

    /// Read along the rows, digit by digit.
    private func groups(beside count: Int) -> some View {
        VStack(spacing: Space.two) {
            ForEach(view.rows(of: count), id: \.self) { row in
                HStack(spacing: Space.one) {
                    ForEach(row, id: \.self) { group in
                        Text(verbatim: group)
                            .font(Face.digits)
                            .lineLimit(1)
                            .frame(maxWidth: .infinity)
                            .accessibilityLabel(group.spelled)
                    }
                }
            }
        }
    }
}

extension PaperView {
    /// The groups in rows of so many.
    func rows(of count: Int) -> [[String]] {
        stride(from: 0, to: groups.count, by: count).map { Array(groups[$0..<min($0 + count, groups.count)]) }
    }
}

extension String {
    /// Each digit by itself, for who listens.
    var spelled: String { map(String.init).joined(separator: " ") }
}
