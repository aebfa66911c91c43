// Where the system would show something of the app: takes down what it is told, and waits for it. Refuses to show it.
// Told about in StoryTests.
#if os(macOS) || os(Linux)
import Samtale
import SamtaleModels

@MainActor final class Recorded: Announcer {
    private(set) var said: [String] = []
    private let told = AsyncStream<String>.makeStream()

    func badge(_ count: UInt32) { tell("badge \(count)") }
    func nudge(_ nudge: NudgeView) { tell("\(nudge.title)|\(nudge.sentence)|\(nudge.channel)|\(nudge.channelHelp)") }
    func hush() { tell("hush") }
    func mayNudge() async { tell("may") }

    /// Waits until this is told. The test's time limit cancels, which ends the stream.
    func until(_ last: String) async throws {
        for await word in told.stream where word == last { return }
        throw NeverCame(last: said.description)
    }

    private func tell(_ word: String) {
        said.append(word)
        told.continuation.yield(word)
    }
}
#endif
