// A photo that keeps its proportions, fetched when it comes into view. Refuses more than 60 % of the height.
// Shown in a bubble; until the bytes are here its place is kept with a tiny picture of it, so that nothing jumps.
import Samtale
import SwiftUI

/// Bytes of a file by its id; `nil` when they cannot be had now.
typealias PhotoSource = @MainActor (_ file: String) async -> Data?

struct Photo: View {
    let photo: PhotoView
    let sent: UInt8?
    let source: PhotoSource
    let maxWidth: CGFloat
    let maxHeight: CGFloat
    @State private var picture: Image?
    @Environment(\.palette) private var palette

    var body: some View {
        let ratio = min(max(CGFloat(photo.width) / CGFloat(max(photo.height, 1)), 0.3), 3.3)
        let width = min(maxWidth, maxHeight * ratio)
        ZStack {
            palette.hairline
            if let picture = picture ?? photo.preview.flatMap(decode) {
                picture.resizable().scaledToFill()
            } else {
                Icon(.photo, Face.display).foregroundStyle(palette.muted)
            }
        }
        .frame(width: width, height: width / ratio)
        .overlay(alignment: .bottom) {
            if let percent = sent ?? photo.progress {
                // On a ground of its own, so that it shows on every picture.
                ZStack(alignment: .leading) {
                    palette.paper
                    palette.fjord.frame(width: width * CGFloat(percent) / 100)
                }
                .frame(width: width, height: 4)
            }
        }
        .clipShape(Corner.photo)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(photo.alt)
        .accessibilityAddTraits(.isImage)
        .task(id: photo.file) { picture = await source(photo.file).flatMap(decode) }
    }
}
