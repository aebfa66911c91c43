// A link for one more device of the same person: what to do, the link as a picture and as words, until when.
// Refuses to say that it worked: the list of devices does. Opened from DevicesScreen, closed when the new one is there.
import Samtale
import SwiftUI

struct DeviceLinkScreen: View {
    let view: DeviceLinkView
    let labels: Labels
    let onCopy: @MainActor (String) -> Void
    let onBack: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Page(back: Back(words: labels.back, act: onBack)) {
            Text(labels.deviceAdd).font(Face.display).padding(.bottom, Space.side).accessibilityAddTraits(.isHeader)
            Steps(steps: view.steps)
            Qr(qr: view.qr, words: labels.qr).padding(.top, Space.wide)
            Until(words: view.until).frame(maxWidth: .infinity).padding(.top, Space.two)
            Text(view.link)
                .font(Face.time)
                .foregroundStyle(palette.muted)
                .padding(Space.side)
                .frame(maxWidth: .infinity, alignment: .leading)
                .background(palette.surface, in: Corner.card)
                .overlay { Corner.card.strokeBorder(palette.outlined ? palette.outline : palette.hairline, lineWidth: 1) }
                .padding(.top, Space.wide)
        } foot: {
            MainButton(words: labels.copy) { onCopy(view.link) }
        }
    }
}
