// The question before something is done: what it means, and two buttons of one size, the one that does nothing first.
// Refuses to take closing for a yes. Opened by every button that does something to a dialog, a post, a member or a consent.
import Samtale
import SwiftUI

struct ActSheet: View {
    let act: ActView
    let labels: Labels
    let onYes: Act
    let onNo: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Sheet(title: act.heading, close: labels.close, onClose: onNo) {
            Text(act.sentence)
            EvenPair {
                EvenButton(words: act.no, tone: Tone(ground: palette.surface, ink: palette.fjord), act: onNo)
                EvenButton(words: act.yes, tone: Tone(ground: palette.surface, ink: act.grave ? palette.rose : palette.fjord), act: onYes)
            }
            .padding(.top, Space.wide)
        }
        .presentationDetents([.medium, .large])
    }
}
