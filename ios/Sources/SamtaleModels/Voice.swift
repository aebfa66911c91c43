// What the app asks of a microphone and a loudspeaker, and a recording under way. Refuses files: what is recorded and what is
// heard stays in memory. Given by the app on Apple's systems, and by tests.
import Foundation
import Observation
import Samtale

/// Records one voice note at a time.
@MainActor public protocol Recorder: AnyObject {
    /// Begins; false when the person does not allow it, or there is no microphone.
    func begin() async -> Bool
    /// How loud it is now.
    func loudness() -> UInt8
    /// Ends it: the recording as a file in memory and what kind it is; `nil` when there is none.
    func end() async -> (bytes: Data, mediaType: String)?
    /// Ends it and keeps nothing.
    func forget()
}

/// Lets one voice note be heard at a time.
@MainActor public protocol Player: AnyObject {
    /// Returns when it was heard to its end, or another was begun.
    func play(_ bytes: Data) async
    func stop()
}

/// How long it is, and how loud it was so far. Ends by itself after ten minutes.
@MainActor @Observable
public final class Recording {
    public private(set) var millis: Int?
    private let recorder: any Recorder
    private let now: () -> Date
    private var begun = Date.distantPast
    private var wave = Data()

    private static let longest = 600_000
    private static let shortest = 300

    public init(recorder: any Recorder, now: @escaping () -> Date = Date.init) {
        self.recorder = recorder
        self.now = now
    }

    public var runs: Bool { millis != nil }

    public func begin() async {
        guard !runs, await recorder.begin() else { return }
        wave = Data()
        begun = now()
        millis = 0
    }

    /// Measures until it is ended.
    public func follow() async {
        while runs, past < Self.longest, !Task.isCancelled {
            measure()
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    public func measure() {
        guard runs else { return }
        millis = past
        wave.append(recorder.loudness())
    }

    /// What was recorded; `nil` when it is too short to be heard.
    public func end() async -> AttachedDraft? {
        guard runs else { return nil }
        let long = min(past, Self.longest)
        millis = nil
        guard let recorded = await recorder.end(), long >= Self.shortest, !recorded.bytes.isEmpty else { return nil }
        return .voice(bytes: recorded.bytes, mediaType: recorded.mediaType, millis: UInt32(long), wave: wave)
    }

    public func forget() {
        if runs { recorder.forget() }
        millis = nil
    }

    private var past: Int { Int(now().timeIntervalSince(begun) * 1000) }
}

/// As clocks show it.
public func clock(_ millis: Int) -> String {
    let seconds = millis / 1000
    return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
}
