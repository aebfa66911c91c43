// What a person is writing and has not sent: kept while they look elsewhere, and when sending fails.
// Refuses the disk: the core keeps the words, sealed. Held by DialogModel, edited by Composer.
import Foundation
import Observation
import Samtale

@MainActor @Observable
public final class Draft {
    public var text = ""
    public private(set) var photo: Data?
    /// What the photo shows, in the person's words; may stay empty.
    public var alt = ""
    /// A file or a voice note; a post carries one thing.
    public private(set) var file: AttachedDraft?
    /// The post that is being answered.
    public private(set) var answers: QuoteView?
    /// The own post that is being edited; its words are then in the field.
    public private(set) var edits: EditView?
    public private(set) var sending = false
    /// What stood in the field before an edit began.
    private var kept = ""

    public init() {}

    /// What is begun, without the words of an edit.
    public var begun: String { edits == nil ? text : kept }

    public var ready: Bool {
        let words = trimmed(text)
        if let edits { return !sending && !words.isEmpty && words != edits.text }
        return !sending && (photo != nil || file != nil || !words.isEmpty)
    }

    /// Nothing is written, chosen or pointed to.
    public var empty: Bool { text.isEmpty && photo == nil && file == nil && edits == nil && !sending }

    public func attach(_ photo: Data) {
        self.photo = photo
        file = nil
    }

    public func attach(_ file: AttachedDraft) {
        removePhoto()
        self.file = file
    }

    public func removePhoto() {
        photo = nil
        alt = ""
    }

    public func removeFile() {
        file = nil
    }

    public func answer(_ quote: QuoteView) {
        leaveBe()
        answers = quote
    }

    public func edit(_ post: EditView) {
        leaveBe()
        kept = text
        edits = post
        text = post.text
    }

    /// Neither answers nor edits; what was being written before comes back.
    public func leaveBe() {
        if edits != nil { text = kept }
        edits = nil
        answers = nil
    }

    /// Sends once; what was sent is cleared only when it was taken, and what was added meanwhile stays.
    public func send(_ post: (_ post: PostDraft, _ edits: EditView?) async throws -> Void) async rethrows {
        guard ready else { return }
        let (sentText, sentPhoto, sentFile, sentAnswer, sentEdit) = (text, photo, file, answers, edits)
        let attached = sentPhoto.map { AttachedDraft.photo(bytes: $0, alt: trimmed(alt)) } ?? sentFile
        sending = true
        defer { sending = false }
        let said = PostDraft(text: trimmed(sentText), answers: sentAnswer?.post, attached: sentEdit == nil ? attached : nil)
        try await post(said, sentEdit)
        if sentEdit != nil {
            if edits == sentEdit { leaveBe() }
            return
        }
        if text.hasPrefix(sentText) { text.removeFirst(sentText.count) }
        if answers == sentAnswer { answers = nil }
        if file == sentFile { file = nil }
        if photo == sentPhoto { removePhoto() }
    }

    private func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
