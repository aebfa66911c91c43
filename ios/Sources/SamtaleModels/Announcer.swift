// Where the system shows something of the app while it is not shown: a number on its icon, and one line. Refuses sentences and
// counts of its own: the core gives them. Told by the models; given by the app on Apple's systems, and by tests.
import Samtale

@MainActor public protocol Announcer: AnyObject {
    /// So many dialogs have something unseen; 0 takes the number off.
    func badge(_ count: UInt32)
    /// Says that there is news, in place of what was said before.
    func nudge(_ nudge: NudgeView)
    /// Takes that away: the app is shown.
    func hush()
    /// Asks the system, where it wants to be asked, whether it may show either.
    func mayNudge() async
}
