// The first step in: the code or link from an invitation, and below it, for who has one, the field for a code on paper.
// Refuses nothing that a person might paste; the core reads it.
// Shown by Door while there is no account; filled in when the app was opened by a link.
import Samtale
import SwiftUI

struct CodeScreen: View {
    let labels: Labels
    @Binding var code: String
    let problem: ProblemView?
    let busy: Bool
    var onBack: Act?
    /// The digits of a code on paper; nil where there is an account already: it is for who has lost every device.
    var digits: Binding<String>?
    let onGo: Act
    @State private var paper = false
    @Environment(\.palette) private var palette

    var body: some View {
        Page(back: onBack.map { Back(words: labels.back, act: $0) }) {
            Mark(side: 64)
            Text(labels.codeHeading).font(Face.display).padding(.top, Space.wide).accessibilityAddTraits(.isHeader)
            Text(labels.codeHelp).foregroundStyle(palette.muted).padding(.top, Space.one).padding(.bottom, Space.wide)
            Field(name: labels.codeField, value: $code, capitals: false) { if ready { onGo() } }
            if let digits {
                if paper || !digits.wrappedValue.isEmpty {
                    Field(name: labels.paperField, value: digits, lines: 2, capitals: false, digits: true) { if ready { onGo() } }
                        .padding(.top, 20)
                } else {
                    QuietButton(words: labels.paperHave) { paper = true }.padding(.top, Space.half).padding(.leading, -Space.two)
                }
            }
            if let problem { ProblemNotice(problem: problem, retry: labels.retry, act: onGo).padding(.top, Space.side) }
        } foot: {
            MainButton(words: labels.goOn, enabled: !code.isEmpty, busy: busy, act: onGo)
        }
    }

    private var ready: Bool { !code.isEmpty && !busy }
}
