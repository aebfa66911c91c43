// Chooses a photo or a file through the system's own pickers. Refuses access to the rest: a picker gives only what was chosen.
// Stands in Composer; where there is no picker its place is kept.
import Samtale
import SwiftUI

#if canImport(PhotosUI)
import PhotosUI
import UniformTypeIdentifiers

struct AttachButton: View {
    let labels: Labels
    let onPhoto: @MainActor (Data) -> Void
    let onFile: @MainActor (AttachedDraft) -> Void
    @State private var item: PhotosPickerItem?
    @State private var choosesPhoto = false
    @State private var choosesFile = false
    @Environment(\.palette) private var palette

    var body: some View {
        Menu {
            Button(labels.attachPhoto, systemImage: Icons.photo.rawValue) { choosesPhoto = true }
            Button(labels.attachFile, systemImage: Icons.file.rawValue) { choosesFile = true }
        } label: {
            Icon(.plus, Face.title)
                .foregroundStyle(palette.fjord)
                .frame(width: Space.touch, height: Space.touch)
                .contentShape(Circle())
        }
        .buttonStyle(.plain)
        .accessibilityLabel(labels.attach)
        .photosPicker(isPresented: $choosesPhoto, selection: $item, matching: .images)
        .fileImporter(isPresented: $choosesFile, allowedContentTypes: [.item]) { chosen in
            guard let file = try? chosen.get(), file.startAccessingSecurityScopedResource() else { return }
            defer { file.stopAccessingSecurityScopedResource() }
            guard let bytes = try? Data(contentsOf: file) else { return }
            let kind = UTType(filenameExtension: file.pathExtension)?.preferredMIMEType ?? ""
            onFile(.file(bytes: bytes, name: file.lastPathComponent, mediaType: kind))
        }
        .task(id: item) {
            guard let chosen = item else { return }
            item = nil
            if let bytes = try? await chosen.loadTransferable(type: Data.self) { onPhoto(bytes) }
        }
    }
}
#else
struct AttachButton: View {
    let labels: Labels
    let onPhoto: @MainActor (Data) -> Void
    let onFile: @MainActor (AttachedDraft) -> Void

    var body: some View {
        Color.clear.frame(width: Space.side, height: Space.touch).accessibilityHidden(true)
    }
}
#endif
