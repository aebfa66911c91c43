// A consent in its place in time: the question, what it means, two answers of equal weight. Refuses a pre-chosen answer.
// Shown by DialogScreen; opens ConsentSheet.
import Samtale
import SwiftUI

struct ConsentCard: View {
    let consent: ConsentView
    let onAnswer: @MainActor (Answer) -> Void
    let onMore: Act
    let onAsk: Ask
    @Environment(\.palette) private var palette

    var body: some View {
        let tone = palette.amber
        VStack(alignment: .leading, spacing: 0) {
            HStack(alignment: .top, spacing: 10) {
                Icon(consent.mine && consent.answered == nil ? .hourglass : .people, Face.title)
                VStack(alignment: .leading, spacing: 6) {
                    Text(consent.question).font(Face.question)
                    Text(consent.sees).font(Face.note)
                    Text(consent.until).font(Face.note)
                }
                .frame(maxWidth: .infinity, alignment: .leading)
            }
            if let answered = consent.answered {
                VStack(alignment: .leading, spacing: 0) {
                    Answered(words: answered)
                    ActButtons(acts: consent.acts, onAsk: onAsk)
                }
                .padding(.top, Space.two)
                .padding(.leading, Space.far)
            } else if consent.mine {
                EvenAnswers(consent: consent, tone: Tone(ground: palette.surface, ink: tone.ink), onAnswer: onAnswer)
                    .padding(.top, Space.side)
            }
            QuietButton(words: consent.more, color: tone.ink, act: onMore).frame(maxWidth: .infinity)
        }
        .foregroundStyle(tone.ink)
        .padding(.horizontal, Space.side)
        .padding(.top, Space.side)
        .padding(.bottom, Space.half)
        .ground(tone.ground, in: Corner.card, palette)
        .frame(maxWidth: Space.column)
        .accessibilityElement(children: .contain)
    }
}

/// Yes and no, of one size and one look.
struct EvenAnswers: View {
    let consent: ConsentView
    let tone: Tone
    let onAnswer: @MainActor (Answer) -> Void

    var body: some View {
        EvenPair {
            EvenButton(words: consent.yes, tone: tone) { onAnswer(.yes) }
            EvenButton(words: consent.no, tone: tone) { onAnswer(.no) }
        }
    }
}

/// The answer that was given, in words.
struct Answered: View {
    let words: String

    var body: some View {
        HStack(spacing: Space.one) {
            Icon(.check)
            Text(words).font(Face.name)
        }
        .accessibilityElement(children: .combine)
    }
}
