// The core as the models see it: its objects, mirrored one to one, so that tests can stand in for them.
// Refuses anything the generated classes do not have; those conform by Conformance.swift.
import Foundation
import Samtale

/// The app on this device: what the generated `Samtale` is.
public protocol SamtaleSource: Sendable {
    associatedtype Enrolling: EnrolmentSource
    associatedtype Talking: SessionSource
    associatedtype Jotting: JotterSource
    func labels() -> Labels
    func phone() throws -> PhoneView
    func instance() -> String?
    func choose(person: String) async throws
    func addPerson() async throws
    func removePerson(person: String) async throws
    func leave() async throws
    func hasAccount() -> Bool
    func enrol(code: String) async throws -> Enrolling
    func recover(code: String, digits: String) async throws -> Enrolling
    func unlock() async throws -> Talking
    func jotter() throws -> Jotting
    func called(shown: Bool) async throws -> CalledView
}

/// Where one can write while the door is closed.
public protocol JotterSource: Sendable {
    func view() throws -> JotterView
    func keep(text: String, to: String) async throws -> JotterView
    func forget() async throws -> JotterView
}

/// The way in, from a readable invitation to a session.
public protocol EnrolmentSource: Sendable {
    associatedtype Talking: SessionSource
    func welcome() -> WelcomeView
    func loginUrl() -> String
    func loginBy(choice: String) async throws -> String
    func meet() async throws -> VouchingView
    func vouched() async throws -> Talking
    func complete(redirect: String) async throws -> Talking
}

/// One more login, while inside.
public protocol StepUpSource: Sendable {
    func loginUrl() -> String
    func complete(redirect: String) async throws
}

/// Everything one can do once inside.
public protocol SessionSource: Sendable {
    associatedtype Inbox: InboxSource
    associatedtype Dialog: DialogSource
    associatedtype Stepping: StepUpSource
    func inbox() -> Inbox
    func dialog(dialog: String) throws -> Dialog
    func invite(draft: InvitationDraft) async throws -> InvitationView
    func household() throws -> HouseholdView
    func inviteHousehold(draft: HouseholdDraft) async throws -> String
    func printInvitation(invitation: String) async throws -> DocumentView
    func say(dialog: String, draft: PostDraft) async throws
    func react(dialog: String, react: String) async throws
    func edit(dialog: String, post: String, text: String) async throws
    func photo(dialog: String, file: String) async throws -> Data
    func answer(dialog: String, proposal: String, answer: Answer) async throws
    func stepUp(dialog: String) async throws -> Stepping
    func act(dialog: String, act: String) async throws
    func takeAside(dialog: String, people: [String]) async throws
    func bringing(dialog: String) throws -> BringView
    func bring(dialog: String, draft: BringDraft) async throws -> InvitationView
    func retry(dialog: String, post: String) async throws
    func draft(dialog: String, text: String) async throws
    func placeJot(jot: String, dialog: String) async throws -> String
    func forgetJot(jot: String) async throws
    func setReceipts(on: Bool) async throws
    func setNudges(on: Bool) throws
    func lockChoices() throws -> LockView
    func setLockAfter(minutes: UInt32) throws -> LockView
    func search(query: String, pages: UInt32) async throws -> SearchView
    func addDevice() async throws -> DeviceLinkView
    func makePaper() async throws -> PaperView
    func deviceAct(act: String) async throws
    func setPush(endpoint: String?) async throws
    func network(available: Bool)
    func background() async throws
    func foreground() async throws
    func lowMemory() async throws
    func lock() async throws
}

/// The list, pulled: the first call gives it as it is, `nil` means stopped.
public protocol InboxSource: Sendable {
    func next() async -> InboxView?
    func stop()
}

/// One dialog, pulled in the same way.
public protocol DialogSource: Sendable {
    func next() async -> DialogView?
    func loadEarlier()
    func show(post: String)
    func stop()
}
