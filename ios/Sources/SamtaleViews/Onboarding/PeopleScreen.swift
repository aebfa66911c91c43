// Who stands at the phone: a large round picture for each of those who share it. Refuses names: the pictures are all there is.
// Shown by Door where there are several, before one is chosen and after each use.
import Samtale
import SwiftUI

struct PeopleScreen: View {
    let phone: PhoneView
    let labels: Labels
    let problem: ProblemView?
    let onChoose: @MainActor (_ person: PersonView) -> Void

    var body: some View {
        Page {
            Text(phone.heading)
                .font(Face.display)
                .multilineTextAlignment(.center)
                .frame(maxWidth: .infinity)
                .padding(.bottom, Space.wide)
                .accessibilityAddTraits(.isHeader)
            VStack(spacing: Space.side) {
                ForEach(rows, id: \.first?.person) { row in
                    HStack(spacing: Space.side) {
                        ForEach(row, id: \.person) { person in
                            Person(person: person) { onChoose(person) }
                        }
                    }
                }
            }
            .frame(maxWidth: .infinity)
            if let problem { ProblemNotice(problem: problem, retry: labels.retry).padding(.top, Space.side) }
        } foot: {
        }
    }

    /// Two beside each other, also in large text: the pictures keep their size.
    private var rows: [[PersonView]] {
        stride(from: 0, to: phone.people.count, by: 2).map { Array(phone.people[$0..<min($0 + 2, phone.people.count)]) }
    }
}

/// A picture with its word below; both are one button, read by the word.
private struct Person: View {
    let person: PersonView
    let onChoose: Act

    var body: some View {
        Button(action: onChoose) {
            VStack(spacing: Space.one) {
                Avatar(initials: person.picture, tone: person.tone, size: 104)
                Text(person.name).font(Face.name)
            }
            .padding(Space.one)
            .contentShape(Corner.card)
        }
        .buttonStyle(.plain)
        .accessibilityLabel(person.name)
    }
}
