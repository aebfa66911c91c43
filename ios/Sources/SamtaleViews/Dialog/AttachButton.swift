// Chooses one photo through the system's own picker. Refuses access to the rest of the library: the picker gives only what was chosen.
// Stands in Composer; where there is no picker its place is kept.
import SwiftUI

#if canImport(PhotosUI)
import PhotosUI

struct AttachButton: View {
    let words: String
    let take: @MainActor (Data) -> Void
    @State private var item: PhotosPickerItem?
    @Environment(\.palette) private var palette

    var body: some View {
        PhotosPicker(selection: $item, matching: .images) {
            Icon(.plus, Face.title)
                .foregroundStyle(palette.fjord)
                .frame(width: Space.touch, height: Space.touch)
                .contentShape(Circle())
        }
        .buttonStyle(.plain)
        .accessibilityLabel(words)
        .task(id: item) {
            guard let chosen = item else { return }
            item = nil
            if let bytes = try? await chosen.loadTransferable(type: Data.self) { take(bytes) }
        }
    }
}
#else
struct AttachButton: View {
    let words: String
    let take: @MainActor (Data) -> Void

    var body: some View {
        Color.clear.frame(width: Space.side, height: Space.touch).accessibilityHidden(true)
    }
}
#endif
