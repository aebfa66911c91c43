// A town: the real server process on a free port of this machine, with its data in a folder of its own.
// Refuses to outlive its test. Opened by StoryTests; another program is named by SAMTALE_SERVER.
#if os(macOS) || os(Linux)
import Foundation
import Samtale

final class Town {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "samtale-\(UUID().uuidString)")
    private var server = Process()

    /// With a host in `calls`, phones that sleep may be called there.
    init(calls: String? = nil) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try run([])
        // Who calls anybody needs roots to trust, and not every machine has some: its own certificate, which is there by now.
        if let calls {
            end()
            server = Process()
            try run(["--push-host", calls])
        }
    }

    private func run(_ more: [String]) throws {
        let log = Pipe()
        let certificate = ["SSL_CERT_FILE": data.appending(path: "tls/cert.pem").path]
        server.executableURL = Self.program
        server.arguments = ["--data", data.path, "--listen", "127.0.0.1:0"] + more
        server.environment = ProcessInfo.processInfo.environment.merging(certificate) { $1 }
        server.standardError = log
        try server.run()
        try Self.waitUntilListening(log.fileHandleForReading)
    }

    private func end() {
        // Not SIGTERM: on Linux a process inherits from Foundation's thread a mask that blocks it.
        kill(server.processIdentifier, SIGKILL)
        server.waitUntilExit()
    }

    deinit {
        end()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The link with which employees enrol.
    var staffLink: String {
        get throws { try String(contentsOf: data.appending(path: "home.txt"), encoding: .utf8) }
    }

    /// Whether the server was told of a place where it is to call somebody.
    func wasTold(_ place: String) throws -> Bool {
        let files = try FileManager.default.contentsOfDirectory(at: data, includingPropertiesForKeys: nil)
        let stores = files.filter { $0.lastPathComponent.hasPrefix("samtale.db") }
        return try stores.contains { try Data(contentsOf: $0).range(of: Data(place.utf8)) != nil }
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
