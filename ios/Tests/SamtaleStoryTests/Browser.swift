// A browser that fills in the login page and stops where the app would be opened.
// Refuses other pages than the development provider's. Used by Person.
#if os(macOS) || os(Linux)
import Foundation

struct Browser {
    /// The town's own certificate. `curl` is told to trust it; URLSession cannot be, on Linux.
    let certificate: URL

    /// Logs in as `name` (and, for staff, `unit`); gives back where the browser was sent.
    func logIn(at page: String, name: String, unit: String) throws -> String {
        guard let action = URL(string: "login", relativeTo: URL(string: page)) else { throw CurlFailed() }
        let form = try hiddenFields(curl([page])) + [("name", name), ("unit", unit)]
        let fields = form.flatMap { ["--data-urlencode", "\($0)=\($1)"] }
        return try curl(fields + ["--output", "/dev/null", "--write-out", "%header{location}", action.absoluteString])
    }

    private func hiddenFields(_ page: String) -> [(String, String)] {
        page.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/).map { field in
            (String(field.1), String(field.2).replacing("&amp;", with: "&"))
        }
    }

    private func curl(_ arguments: [String]) throws -> String {
        let program = Process()
        let answer = Pipe()
        program.executableURL = URL(filePath: "/usr/bin/env")
        program.arguments = ["curl", "--silent", "--show-error", "--fail", "--cacert", certificate.path] + arguments
        program.standardOutput = answer
        try program.run()
        let said = try answer.fileHandleForReading.readToEnd() ?? Data()
        program.waitUntilExit()
        guard program.terminationStatus == 0 else { throw CurlFailed() }
        return String(decoding: said, as: UTF8.self)
    }
}

/// The page was not to be had; `curl` has said why.
struct CurlFailed: Error {}
#endif
