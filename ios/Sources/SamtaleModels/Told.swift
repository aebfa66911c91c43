// An error as a person is told about it, and the language they are told it in.
// Refuses sentences of its own: the core explains. Called by every model.
import Samtale

/// What is not a `Problem` is a fault in the core itself: the core's own word for
/// "not just now" is the honest one, and trying again does no harm.
public func told(_ error: any Error, in language: Language) -> ProblemView {
    explain(problem: error as? Problem ?? .Busy, language: language)
}

extension Language {
    /// The first of the person's languages that the core speaks; Danish where it speaks none.
    public init(preferred: [String]) {
        let spoken: [String: Language] = ["da": .danish, "nb": .bokmal, "no": .bokmal, "nn": .nynorsk, "en": .english]
        self = preferred.lazy.compactMap { spoken[String($0.prefix { $0 != "-" && $0 != "_" })] }.first ?? .danish
    }
}

extension SessionSource {
    /// An invitation's letter, to be printed; nothing when there is none, and then why.
    func letter(of invitation: String, in language: Language) async -> (DocumentView?, ProblemView?) {
        do {
            return (try await printInvitation(invitation: invitation), nil)
        } catch {
            return (nil, told(error, in: language))
        }
    }
}
