// For somebody without eID: six digits to show whoever invited, who is here, and then to wait. Refuses a field to fill in.
// Shown by Door in the login's stead.
import Samtale
import SwiftUI

struct VouchingScreen: View {
    let view: VouchingView
    let labels: Labels
    let problem: ProblemView?
    let onBack: Act
    let onRetry: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Page(back: Back(words: labels.back, act: onBack)) {
            VStack(spacing: Space.wide) {
                Text(view.heading).font(Face.display).multilineTextAlignment(.center).accessibilityAddTraits(.isHeader)
                Text(verbatim: view.digits)
                    .font(Face.numerals)
                    .foregroundStyle(palette.fjord)
                    .lineLimit(1)
                    .accessibilityLabel(view.digits.spelled)
                if let problem {
                    ProblemNotice(problem: problem, retry: labels.retry, act: onRetry)
                } else {
                    Text(view.line).foregroundStyle(palette.muted).multilineTextAlignment(.center)
                    ProgressView()
                }
            }
            .frame(maxWidth: .infinity)
            .padding(.top, 96)
        } foot: {}
    }
}
