// Apple's microphone and loudspeaker. Refuses files: sound is taken from the engine as it comes, and heard from memory.
// Given to DialogPane; where there is no AVFoundation there is neither.
import SamtaleModels
import SwiftUI

#if canImport(AVFoundation) && os(iOS)
import AVFoundation

/// AAC in ADTS frames, packet by packet.
@MainActor final class Microphone: Recorder {
    private let engine = AVAudioEngine()
    private var taken: Taken?

    func begin() async -> Bool {
        guard await AVAudioApplication.requestRecordPermission() else { return false }
        let session = AVAudioSession.sharedInstance()
        do {
            try session.setCategory(.playAndRecord, mode: .spokenAudio, options: .defaultToSpeaker)
            try session.setActive(true)
            let input = engine.inputNode
            let format = input.outputFormat(forBus: 0)
            guard let taken = Taken(from: format) else { return false }
            input.installTap(onBus: 0, bufferSize: 4096, format: format) { buffer, _ in taken.take(buffer) }
            try engine.start()
            self.taken = taken
            return true
        } catch {
            forget()
            return false
        }
    }

    func loudness() -> UInt8 { taken?.loudness ?? 0 }

    func end() async -> (bytes: Data, mediaType: String)? {
        let bytes = taken?.bytes
        forget()
        return bytes.map { ($0, "audio/aac") }
    }

    func forget() {
        engine.inputNode.removeTap(onBus: 0)
        engine.stop()
        taken = nil
        try? AVAudioSession.sharedInstance().setActive(false, options: .notifyOthersOnDeactivation)
    }
}

/// What the tap gives, on its own thread.
private final class Taken: @unchecked Sendable {
    private let lock = NSLock()
    private let converter: AVAudioConverter
    private let format: AVAudioFormat
    private var frames = Data()
    private var loud: UInt8 = 0

    init?(from input: AVAudioFormat) {
        let settings: [String: Any] = [AVFormatIDKey: kAudioFormatMPEG4AAC, AVSampleRateKey: 44_100, AVNumberOfChannelsKey: 1]
        guard let format = AVAudioFormat(settings: settings), let converter = AVAudioConverter(from: input, to: format) else { return nil }
        converter.bitRate = 48_000
        self.format = format
        self.converter = converter
    }

    var bytes: Data { lock.withLock { frames } }
    var loudness: UInt8 { lock.withLock { loud } }

    func take(_ heard: AVAudioPCMBuffer) {
        let peak = heard.floatChannelData.map { channel in
            (0..<Int(heard.frameLength)).reduce(Float(0)) { max($0, abs(channel[0][$1])) }
        } ?? 0
        var given = false
        var made = Data()
        while true {
            let packets = AVAudioCompressedBuffer(format: format, packetCapacity: 8, maximumPacketSize: converter.maximumOutputPacketSize)
            let state = converter.convert(to: packets, error: nil) { _, status in
                status.pointee = given ? .noDataNow : .haveData
                defer { given = true }
                return given ? nil : heard
            }
            for index in 0..<Int(packets.packetCount) {
                guard let place = packets.packetDescriptions?[index] else { continue }
                let packet = Data(bytes: packets.data + Int(place.mStartOffset), count: Int(place.mDataByteSize))
                made.append(adts(packet.count))
                made.append(packet)
            }
            if state != .haveData || packets.packetCount == 0 { break }
        }
        lock.withLock {
            frames.append(made)
            loud = UInt8(min(255, peak * 255))
        }
    }

    /// ISO/IEC 13818-7: AAC LC, 44.1 kHz, one channel, no checksum.
    private func adts(_ count: Int) -> Data {
        let length = count + 7
        return Data([
            0xFF, 0xF1, 0x50, 0x40 | UInt8(length >> 11), UInt8((length >> 3) & 0xFF), UInt8((length & 7) << 5) | 0x1F, 0xFC,
        ])
    }
}

@MainActor final class Loudspeaker: NSObject, Player, AVAudioPlayerDelegate {
    private var player: AVAudioPlayer?
    private var over: CheckedContinuation<Void, Never>?

    func play(_ bytes: Data) async {
        stop()
        try? AVAudioSession.sharedInstance().setCategory(.playback, mode: .spokenAudio)
        guard let player = try? AVAudioPlayer(data: bytes) else { return }
        self.player = player
        player.delegate = self
        await withCheckedContinuation { over in
            self.over = over
            if !player.play() { stop() }
        }
    }

    func stop() {
        player?.stop()
        player = nil
        over?.resume()
        over = nil
    }

    nonisolated func audioPlayerDidFinishPlaying(_ player: AVAudioPlayer, successfully flag: Bool) {
        Task { @MainActor in stop() }
    }
}

@MainActor let microphone: (any Recorder)? = Microphone()
@MainActor let loudspeaker: (any Player)? = Loudspeaker()
#else
@MainActor let microphone: (any Recorder)? = nil
@MainActor let loudspeaker: (any Player)? = nil
#endif
