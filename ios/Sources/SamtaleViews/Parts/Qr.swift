// A QR code as the core gave it: black squares on white in every palette, with its quiet zone of four squares around it.
// Refuses colours of the theme and half pixels: a camera must read it. Shown where a device is added and a code on paper made.
import Samtale
import SwiftUI

struct Qr: View {
    let qr: QrView
    let words: String
    @Environment(\.displayScale) private var scale

    /// Squares of white around the code (ISO/IEC 18004).
    static let quietZone = 4

    var body: some View {
        Canvas { context, size in
            context.fill(Path(CGRect(origin: .zero, size: size)), with: .color(.white))
            let place = Self.place(size: qr.size, in: min(size.width, size.height), scale: scale)
            for rect in Self.dark(qr) {
                let square = CGRect(
                    x: place.edge + rect.minX * place.square, y: place.edge + rect.minY * place.square,
                    width: rect.width * place.square, height: place.square
                )
                context.fill(Path(square), with: .color(.black))
            }
        }
        .aspectRatio(1, contentMode: .fit)
        .frame(maxWidth: 320)
        .clipShape(Corner.chip)
        .frame(maxWidth: .infinity)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(words)
        .accessibilityAddTraits(.isImage)
    }

    /// How large a square is, and where the first one stands: in whole pixels, so that no line of light stands between two.
    static func place(size: UInt32, in side: CGFloat, scale: CGFloat) -> (square: CGFloat, edge: CGFloat) {
        let square = max((side * scale / CGFloat(Int(size) + 2 * quietZone)).rounded(.down), 1)
        return (square / scale, ((side * scale - CGFloat(size) * square) / 2).rounded(.down) / scale)
    }

    /// The dark squares as rows of them: where each begins, and how many there are.
    static func dark(_ qr: QrView) -> [CGRect] {
        let count = Int(qr.size)
        let squares = [UInt8](qr.squares)
        var found: [CGRect] = []
        for row in 0..<count {
            var from = 0
            while from < count {
                var to = from
                while to < count, squares[row * count + to] == 1 { to += 1 }
                if to > from { found.append(CGRect(x: from, y: row, width: to - from, height: 1)) }
                from = to + 1
            }
        }
        return found
    }
}
