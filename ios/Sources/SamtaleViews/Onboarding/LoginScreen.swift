// The third step: waits while the person logs in on the page in their browser. Refuses to show that page itself.
// Shown by Door from opening the page until the browser has come back.
import Samtale
import SwiftUI

struct LoginScreen: View {
    let labels: Labels
    let problem: ProblemView?
    let onBack: Act
    let onAgain: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Page(back: Back(words: labels.back, act: onBack)) {
            VStack(spacing: Space.wide) {
                Mark(side: 72)
                if let problem {
                    ProblemNotice(problem: problem, retry: labels.retry)
                } else {
                    Text(labels.loginWaiting).foregroundStyle(palette.muted).multilineTextAlignment(.center)
                    ProgressView()
                }
                QuietButton(words: labels.loginAgain, act: onAgain)
            }
            .frame(maxWidth: .infinity)
            .padding(.top, 120)
        } foot: {}
    }
}
