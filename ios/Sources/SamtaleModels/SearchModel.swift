// What is looked for and what was found, as it stands now. Refuses to show what nobody asks for any more: the latest words
// count. Followed by SearchPane for as long as it is shown.
import Observation
import Samtale

@MainActor @Observable
public final class SearchModel {
    public private(set) var found: SearchView?
    public private(set) var problem: ProblemView?
    public var query = "" { didSet { if query != oldValue { pages = 1 } } }
    public private(set) var pages: UInt32 = 1

    private let session: any SessionSource
    private let language: Language

    public init(session: any SessionSource, language: Language) {
        self.session = session
        self.language = language
    }

    /// Looks for the words as they are now; called whenever they have changed, or more is wanted.
    public func look() async {
        let (words, wanted) = (query, pages)
        do {
            let now = try await session.search(query: words, pages: wanted)
            guard (words, wanted) == (query, pages) else { return }
            found = now
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }

    public func more() {
        pages += 1
    }
}
