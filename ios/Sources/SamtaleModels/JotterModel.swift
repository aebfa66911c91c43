// What is written before the closed door, without a network: it is kept, and nobody can read it before the door opens.
// Refuses to read it back. Held by OnboardingModel while the door stays closed, drawn by JotterScreen.
import Foundation
import Observation
import Samtale

@MainActor @Observable
public final class JotterModel {
    public private(set) var view: JotterView
    public private(set) var busy = false
    public private(set) var problem: ProblemView?
    public var text = ""
    /// For whom it is, in the person's own words; may stay empty.
    public var to = ""
    /// The question before what waits is thrown away.
    public var asked: ActView?
    private let jotter: any JotterSource
    private let language: Language

    public init(jotter: any JotterSource, language: Language) throws {
        self.jotter = jotter
        self.language = language
        view = try jotter.view()
    }

    public var ready: Bool { view.mayWrite && !busy && !text.allSatisfy(\.isWhitespace) }

    /// Keeps what is written; true when nothing is left to keep.
    public func keep() async -> Bool {
        if !text.allSatisfy(\.isWhitespace) {
            await trying {
                view = try await jotter.keep(text: text, to: to.trimmingCharacters(in: .whitespaces))
                text = ""
                to = ""
            }
        }
        return text.allSatisfy(\.isWhitespace)
    }

    public func forget() async {
        asked = nil
        await trying { view = try await jotter.forget() }
    }

    private func trying(_ act: () async throws -> Void) async {
        guard !busy else { return }
        busy = true
        defer { busy = false }
        do {
            try await act()
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }
}
