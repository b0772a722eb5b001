import Foundation
import TestSupport
import Testing

@Suite("The dashboard in a browser")
struct BrowserTests {
    /// Where a program is that a shell would find by one of `names`.
    private static func path(of names: String...) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static let python = path(of: "python3")
    private static let browser = path(of: "chromium", "chromium-browser", "google-chrome")

    @Test(
        "a person sorts, filters, compares, stops a trial of a run, goes on with it, enqueues, and keeps the address",
        .enabled(if: python != nil && browser != nil, "there is no chromium and python3 here to drive it with"))
    func driven() throws {
        let sandbox = try Sandbox()
        try sandbox.write("", to: "project/.keep")
        let answer = try Running(
            program: Self.python,
            arguments: [
                "-B", "\(Repository.root)/Tests/Support/dashboard_check.py", Running.binary.path,
                "\(sandbox.path)/project",
            ], directory: sandbox.path, variables: [:], input: ""
        ).wait(minutes: 8)
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
    }
}
