// The second step: who invited, and what this is in three short lines and a picture. Refuses a fourth line's worth of words.
// Shown by Door after the code, before the login.
import Samtale
import SwiftUI

struct WelcomeScreen: View {
    let view: WelcomeView
    let labels: Labels
    let problem: ProblemView?
    let onBack: Act
    let onOther: (ChoiceView) -> Void
    let onLogin: Act
    @Environment(\.palette) private var palette

    private static let marks: [Icons] = [.lock, .people, .shield]

    var body: some View {
        Page(back: Back(words: labels.back, act: onBack)) {
            Fjord()
            Text(view.heading).font(Face.display).padding(.top, Space.wide).accessibilityAddTraits(.isHeader)
            ForEach(view.lines.indices, id: \.self) { place in
                HStack(alignment: .firstTextBaseline, spacing: Space.side) {
                    Icon(Self.marks[place % Self.marks.count], Face.title).foregroundStyle(palette.fjord).frame(minWidth: 28)
                    Text(view.lines[place])
                }
                .padding(.top, Space.side)
                .accessibilityElement(children: .combine)
            }
            if let problem { ProblemNotice(problem: problem, retry: labels.retry, act: onLogin).padding(.top, Space.side) }
        } foot: {
            MainButton(words: view.button, act: onLogin)
            ForEach(view.logins, id: \.choice) { other in QuietButton(words: other.label) { onOther(other) } }
            Text(view.hint).font(Face.label).foregroundStyle(palette.muted).multilineTextAlignment(.center)
        }
    }
}
