// One quiet line about how things stand, and a problem told in words with a way on.
// Refuses to stand in the way: never a dialog. Shown under titles and above the composer.
import Samtale
import SwiftUI

/// Something to know, nothing to do.
struct Notice: View {
    let text: String
    let icon: Icons
    @Environment(\.palette) private var palette

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: Space.one) {
            Icon(icon, Face.label)
            Text(text).font(Face.label)
        }
        .foregroundStyle(palette.muted)
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, Space.side)
        .padding(.vertical, Space.half)
        .accessibilityElement(children: .combine)
    }
}

/// What happened, what it means, what can be done; the code stands small below.
struct ProblemNotice: View {
    let problem: ProblemView
    let retry: String
    var act: Act?
    @Environment(\.palette) private var palette

    var body: some View {
        HStack(alignment: .top, spacing: Space.two) {
            Icon(.alert, Face.title).foregroundStyle(palette.rose)
            VStack(alignment: .leading, spacing: Space.half) {
                Text(problem.sentence).font(Face.note).foregroundStyle(palette.ink)
                Text(problem.code).font(Face.time).foregroundStyle(palette.muted)
                if problem.retry, let act { QuietButton(words: retry, act: act) }
            }
            .frame(maxWidth: .infinity, alignment: .leading)
        }
        .padding(Space.two)
        .background(palette.surface, in: Corner.photo)
        .overlay { Corner.photo.strokeBorder(palette.rose, lineWidth: 1) }
        .accessibilityElement(children: .contain)
    }
}
