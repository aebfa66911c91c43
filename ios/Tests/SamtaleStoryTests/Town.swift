// A town: the real server process on a free port of this machine, with its data in a folder of its own.
// Refuses to outlive its test. Opened by StoryTests; another program is named by SAMTALE_SERVER.
#if os(macOS) || os(Linux)
import Foundation
import Samtale

final class Town {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "samtale-\(UUID().uuidString)")
    private let server = Process()

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let log = Pipe()
        server.executableURL = Self.program
        server.arguments = ["--data", data.path, "--listen", "127.0.0.1:0"]
        server.standardError = log
        try server.run()
        try Self.waitUntilListening(log.fileHandleForReading)
    }

    deinit {
        // Not SIGTERM: on Linux a process inherits from Foundation's thread a mask that blocks it.
        kill(server.processIdentifier, SIGKILL)
        server.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The link with which employees enrol.
    var staffLink: String {
        get throws { try String(contentsOf: data.appending(path: "home.txt"), encoding: .utf8) }
    }

    var browser: Browser { Browser(certificate: data.appending(path: "tls/cert.pem")) }

    /// The app on a new device of somebody's.
    func device(_ owner: String) throws -> Samtale {
        try Samtale(directory: folder.appending(path: owner).path, keyStore: .memory, language: .danish)
    }

    private var data: URL { folder.appending(path: "server") }

    private static var program: URL {
        let built = URL(filePath: #filePath).appending(path: "../../../../target/debug/samtale-server").standardized
        return ProcessInfo.processInfo.environment["SAMTALE_SERVER"].map { URL(filePath: $0) } ?? built
    }

    /// The server says so in its log, which is read on to its end so that it never fills up.
    private static func waitUntilListening(_ log: FileHandle) throws {
        var said = ""
        while !said.contains("listening") {
            let more = log.availableData
            if more.isEmpty { throw NotListening(said: said) }
            said += String(decoding: more, as: UTF8.self)
        }
        log.readabilityHandler = { log in
            if log.availableData.isEmpty { log.readabilityHandler = nil }
        }
    }
}

/// The server ended before it listened.
struct NotListening: Error {
    let said: String
}
#endif
