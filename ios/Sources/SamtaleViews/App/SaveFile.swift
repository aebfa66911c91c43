// A fetched file, put where the person chooses, by the system's own picker. Refuses a copy of its own anywhere.
// Laid on DialogPane.
import SwiftUI

/// A file that waits to be put somewhere.
struct Fetched: Identifiable, Equatable {
    let name: String
    let bytes: Data

    var id: String { name }
}

#if canImport(UniformTypeIdentifiers)
import UniformTypeIdentifiers

extension View {
    func saves(_ file: Binding<Fetched?>) -> some View {
        fileExporter(
            isPresented: Binding(get: { file.wrappedValue != nil }, set: { if !$0 { file.wrappedValue = nil } }),
            document: file.wrappedValue.map(InMemory.init), contentType: .data, defaultFilename: file.wrappedValue?.name
        ) { _ in }
    }
}

private struct InMemory: FileDocument {
    static let readableContentTypes: [UTType] = [.data]
    let bytes: Data

    init(_ file: Fetched) { bytes = file.bytes }
    init(configuration: ReadConfiguration) throws { bytes = configuration.file.regularFileContents ?? Data() }

    func fileWrapper(configuration: WriteConfiguration) throws -> FileWrapper {
        FileWrapper(regularFileWithContents: bytes)
    }
}
#else
extension View {
    func saves(_ file: Binding<Fetched?>) -> some View { self }
}
#endif
