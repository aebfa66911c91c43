// The closed door of a device that has an account: the mark and one button. Refuses to show anything from inside.
// Shown by Door before unlocking and after locking.
import Samtale
import SwiftUI

struct LockScreen: View {
    let labels: Labels
    let problem: ProblemView?
    let busy: Bool
    let onUnlock: Act

    var body: some View {
        Page {
            VStack(spacing: Space.wide) {
                Mark(side: 88)
                Text(labels.app).font(Face.display).accessibilityAddTraits(.isHeader)
                if let problem { ProblemNotice(problem: problem, retry: labels.retry, act: onUnlock) }
            }
            .frame(maxWidth: .infinity)
            .padding(.top, 120)
        } foot: {
            MainButton(words: labels.unlock, busy: busy, act: onUnlock)
        }
    }
}
