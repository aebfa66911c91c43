// What is shown when the app cannot start on this device at all: the problem, in words. Refuses to pretend otherwise.
// Shown by the app's entry in place of Door.
import Samtale
import SwiftUI

public struct StoppedScreen: View {
    private let problem: ProblemView

    public init(problem: ProblemView) {
        self.problem = problem
    }

    public var body: some View {
        Page {
            VStack(spacing: Space.wide) {
                Mark(side: 88)
                ProblemNotice(problem: problem, retry: String())
            }
            .frame(maxWidth: .infinity)
            .padding(.top, 120)
        } foot: {}
    }
}
