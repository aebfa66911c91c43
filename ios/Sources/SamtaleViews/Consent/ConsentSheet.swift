// All that a person needs to know before they say yes or no, in the order of the design. Refuses a pre-chosen answer.
// Opened from ConsentCard, or by itself when a consent waits.
import Samtale
import SwiftUI

struct ConsentSheet: View {
    let consent: ConsentView
    let labels: Labels
    let onAnswer: @MainActor (Answer) -> Void
    let onLater: Act
    let onAsk: Ask
    @Environment(\.palette) private var palette

    var body: some View {
        Sheet(title: consent.question, close: labels.close, onClose: onLater) {
            part(labels.consentAsks, [consent.asks])
            part(labels.consentAbout, [consent.about])
            part(labels.consentPurpose, [consent.purpose])
            part(labels.consentSees, [consent.sees])
            part(labels.consentUntil, [consent.until])
            if !consent.others.isEmpty { part(labels.consentOthers, consent.others) }
            part(labels.consentIfNo, [consent.ifNo])
            if let answered = consent.answered {
                Answered(words: answered).padding(.top, Space.wide)
                ActButtons(acts: consent.acts, onAsk: onAsk)
            } else if consent.mine {
                EvenAnswers(consent: consent, tone: Tone(ground: palette.surface, ink: palette.fjord), onAnswer: onAnswer)
                    .padding(.top, Space.wide)
                QuietButton(words: consent.later, color: palette.muted, act: onLater)
                    .frame(maxWidth: .infinity)
                    .padding(.top, Space.half)
            }
            Text(consent.revocable)
                .font(Face.label)
                .foregroundStyle(palette.muted)
                .multilineTextAlignment(.center)
                .frame(maxWidth: .infinity)
                .padding(.top, Space.two)
        }
    }

    private func part(_ heading: String, _ said: [String]) -> some View {
        VStack(alignment: .leading, spacing: 1) {
            Text(heading).font(Face.label).foregroundStyle(palette.muted).accessibilityAddTraits(.isHeader)
            ForEach(said, id: \.self) { Text($0) }
        }
        .padding(.top, 14)
    }
}
