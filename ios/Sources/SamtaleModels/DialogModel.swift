// One dialog as it stands now, what is being written in it, which sheet stands over it, and what a person does there.
// Refuses a second answer to one consent, and an act without its question. Followed by DialogPane for as long as it is shown.
import Foundation
import Observation
import Samtale

@MainActor @Observable
public final class DialogModel {
    public let dialog: String
    public let draft = Draft()
    public private(set) var view: DialogView?
    public private(set) var problem: ProblemView?
    public var showsMembers = false
    /// What is asked about before it is done.
    public private(set) var asked: ActView?
    public private(set) var bringing: BringModel?
    /// The voice note that is heard now, by its file.
    public private(set) var playing: String?
    /// A post to move to, by its bubble's id.
    public var goes: String?

    private let session: any SessionSource
    private let language: Language
    private var feed: (any DialogSource)?
    private var choosesAside = false
    private var answered: Set<String> = []
    private var opened: String?
    private var later: Set<String> = []
    /// The post that is to be shown.
    public private(set) var sought: String?
    private var pause: Task<Void, Never>?
    private var keeping: Task<Void, Never>?

    public init(session: any SessionSource, dialog: String, language: Language) {
        self.session = session
        self.dialog = dialog
        self.language = language
    }

    /// Pulls views until the feed ends or the task is cancelled; each replaces the one before.
    public func follow() async {
        let feed: any DialogSource
        do {
            feed = try session.dialog(dialog: dialog)
        } catch {
            problem = told(error, in: language)
            return
        }
        self.feed = feed
        if let sought { feed.show(post: sought) }
        await withTaskCancellationHandler {
            while let next = await feed.next() {
                // Once: what is written here since then is newer.
                if view == nil, draft.text.isEmpty { draft.text = next.draft }
                view = next
            }
        } onCancel: {
            feed.stop()
        }
    }

    public func loadEarlier() {
        feed?.loadEarlier()
    }

    /// Sends what is written. When it cannot be taken the words stay, and the problem is told.
    public func send() async {
        // In turn with what is kept, so that nothing comes back that was sent.
        pause?.cancel()
        await keeping?.value
        await trying {
            try await draft.send { post, edits in
                if let edits {
                    try await session.edit(dialog: dialog, post: edits.post, text: post.text)
                } else {
                    try await session.say(dialog: dialog, draft: post)
                }
            }
        }
    }

    public func retry(post: String) async {
        await trying { try await session.retry(dialog: dialog, post: post) }
    }

    /// The bytes of a photo; `nil` when they cannot be had now, and its place is then kept.
    public func photo(file: String) async -> Data? {
        try? await session.photo(dialog: dialog, file: file)
    }

    /// Reacts, or takes that back.
    public func react(_ token: String) async {
        await trying { try await session.react(dialog: dialog, react: token) }
    }

    /// A file's bytes, to be put where the person wants them; `nil` when they cannot be had, and that is told.
    public func file(_ file: FileView) async -> Data? {
        var bytes: Data?
        await trying { bytes = try await session.photo(dialog: dialog, file: file.file) }
        return bytes
    }

    /// The letter of an invitation that is out; `nil` when it cannot be made, and that is told.
    public func print(_ invitation: String) async -> DocumentView? {
        var letter: DocumentView?
        await trying { letter = try await session.printInvitation(invitation: invitation) }
        return letter
    }

    /// Lets a voice note be heard, or stops it.
    public func voice(_ voice: VoiceView, _ player: any Player) async {
        player.stop()
        if playing == voice.file {
            playing = nil
            return
        }
        playing = voice.file
        await trying { await player.play(try await session.photo(dialog: dialog, file: voice.file)) }
        if playing == voice.file { playing = nil }
    }

    private func trying(_ act: () async throws -> Void) async {
        do {
            try await act()
            problem = nil
        } catch {
            problem = told(error, in: language)
        }
    }
}

// MARK: what is begun, and what is looked for

extension DialogModel {
    /// What is being written has changed: it is kept at the next pause, and the others see that somebody is writing.
    public func written() {
        pause?.cancel()
        pause = Task {
            try? await Task.sleep(for: .milliseconds(700))
            if !Task.isCancelled { await keepDraft() }
        }
    }

    /// Keeps what is being written. The words stay here whatever becomes of it.
    public func keepDraft() async {
        await keeping?.value
        guard let kept = view?.draft, kept != draft.begun else { return }
        let (session, dialog, text) = (session, dialog, draft.begun)
        let now = Task { _ = try? await session.draft(dialog: dialog, text: text) }
        keeping = now
        await now.value
    }

    /// Goes on with what was written before the door was open, behind what is begun here.
    public func begin(jot: String) async throws {
        pause?.cancel()
        await keepDraft()
        let words = try await session.placeJot(jot: jot, dialog: dialog)
        draft.leaveBe()
        draft.text = words
    }

    /// Shows a post that was looked for, as soon as it is among those that are shown.
    public func seek(_ post: String) {
        sought = post
        feed?.show(post: post)
    }

    public func found() {
        sought = nil
    }
}

// MARK: what stands over it

extension DialogModel {
    /// One sheet at a time; what was opened from another stands before it, and gives it back when it goes.
    public var sheet: DialogSheet? {
        get {
            if let asked { return .act(asked) }
            if let bringing { return .bring(bringing) }
            if choosesAside, let aside = view?.aside { return .aside(aside) }
            return showsMembers ? .members : consent.map(DialogSheet.consent)
        }
        set { if newValue == nil { closeSheet() } }
    }

    /// Taken away in whatever way: nothing is done by it.
    public func closeSheet() {
        switch sheet {
        case .act: asked = nil
        case .bring: bringing = nil
        case .members: showsMembers = false
        case .aside: choosesAside = false
        case .consent: closeConsent()
        case nil: break
        }
    }

    /// Asks; nothing is done yet.
    public func ask(_ act: ActView) {
        asked = act
    }

    /// The yes to what is asked: done once, and the dialog then shows what came of it.
    public func act(_ act: ActView) async {
        guard asked == act else { return }
        clear()
        await trying { try await session.act(dialog: dialog, act: act.act) }
    }

    /// Chooses some of those in it, to write with apart.
    public func chooseAside() {
        choosesAside = true
    }

    /// Begins to write with them, once.
    public func takeAside(_ people: [String]) async {
        guard choosesAside else { return }
        clear()
        await trying { try await session.takeAside(dialog: dialog, people: people) }
    }

    /// Sets what the dialog offered at once: pinned, muted, archived, folded posts.
    public func choose(_ choice: String) async {
        await trying { try await session.act(dialog: dialog, act: choice) }
    }

    /// Opens the form on which somebody is brought in.
    public func bring() {
        do {
            bringing = try BringModel(session: session, dialog: dialog, language: language)
        } catch {
            clear()
            problem = told(error, in: language)
        }
    }

    /// Nothing that was opened stands before the dialog any more.
    private func clear() {
        asked = nil
        bringing = nil
        opened = nil
        showsMembers = false
        choosesAside = false
    }
}

// MARK: consent

extension DialogModel {
    /// The consent whose sheet is open: the one asked for, else the one that waits for this person.
    public var consent: ConsentView? {
        if let opened { return cards.first { $0.proposal == opened } }
        guard let waiting = view?.consent, !later.contains(waiting.proposal), !answered.contains(waiting.proposal) else { return nil }
        return waiting
    }

    public func openConsent(_ proposal: String) {
        opened = proposal
    }

    /// Takes the sheet away; it does not come back by itself.
    public func closeConsent() {
        if let shown = consent { later.insert(shown.proposal) }
        opened = nil
    }

    /// Answers once. Only when the answer could not be given may it be tried again.
    public func answer(_ proposal: String, _ answer: Answer) async {
        guard answered.insert(proposal).inserted else { return }
        opened = nil
        await trying {
            do {
                try await session.answer(dialog: dialog, proposal: proposal, answer: answer)
            } catch {
                answered.remove(proposal)
                later.insert(proposal)
                throw error
            }
        }
    }

    private var cards: [ConsentView] {
        var cards = [view?.consent].compactMap(\.self)
        for case .consent(let card) in view?.items ?? [] { cards.append(card) }
        return cards
    }
}
