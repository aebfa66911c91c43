// What a person is writing and has not sent: kept while they look elsewhere, and when sending fails.
// Refuses the disk: the core keeps the words, sealed. Held by DialogModel, edited by Composer.
import Foundation
import Observation

@MainActor @Observable
public final class Draft {
    public var text = ""
    public private(set) var photo: Data?
    /// What the photo shows, in the person's words; may stay empty.
    public var alt = ""
    public private(set) var sending = false

    public init() {}

    public var ready: Bool { !sending && (photo != nil || !trimmed(text).isEmpty) }

    public func attach(_ photo: Data) {
        self.photo = photo
    }

    public func removePhoto() {
        photo = nil
        alt = ""
    }

    /// Sends once; what was sent is cleared only when it was taken, and what was added meanwhile stays.
    public func send(_ post: (_ text: String, _ photo: Data?, _ alt: String) async throws -> Void) async rethrows {
        guard ready else { return }
        let (sentText, sentPhoto) = (text, photo)
        sending = true
        defer { sending = false }
        try await post(trimmed(sentText), sentPhoto, trimmed(alt))
        if text.hasPrefix(sentText) { text.removeFirst(sentText.count) }
        if photo == sentPhoto { removePhoto() }
    }

    private func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
