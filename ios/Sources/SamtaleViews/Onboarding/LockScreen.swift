// The closed door of a device that has an account: the mark and one button; of one who shares the phone, their picture. Refuses to show anything from inside.
// Shown by Door before unlocking and after locking.
import Samtale
import SwiftUI

/// Whose door it is, where several share the phone; and who stands there instead.
struct LockedPerson {
    let view: PersonView
    let other: String
    let onOther: Act
    let onRemove: Ask
}

struct LockScreen: View {
    let labels: Labels
    let problem: ProblemView?
    let busy: Bool
    var person: LockedPerson?
    let onUnlock: Act

    var body: some View {
        Page {
            VStack(spacing: Space.wide) {
                if let person { Avatar(initials: person.view.picture, tone: person.view.tone, size: 104) } else { Mark(side: 88) }
                Text(person?.view.name ?? labels.app).font(Face.display).accessibilityAddTraits(.isHeader)
                if let problem { ProblemNotice(problem: problem, retry: labels.retry, act: onUnlock) }
            }
            .frame(maxWidth: .infinity)
            .padding(.top, 120)
        } foot: {
            MainButton(words: labels.unlock, busy: busy, act: onUnlock)
            if let person {
                QuietButton(words: person.other, enabled: !busy, act: person.onOther)
                ActButton(act: person.view.remove, onAsk: person.onRemove).disabled(busy)
            }
        }
    }
}
