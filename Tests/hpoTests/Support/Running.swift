import Foundation
import TestSupport
import Testing

/// What a finished command printed, and how it ended.
struct Answer {
    let status: Int32
    let output: String
    let errors: String
}

/// A command that was started.
final class Running {
    private let process = Process()
    private let scratch: URL

    static let binary = URL(filePath: BuiltProgram.path)

    /// Starts `hpo`, or another program.
    init(
        program: String? = nil, arguments: [String], directory: String, variables: [String: String], input: String
    ) throws {
        scratch = FileManager.default.temporaryDirectory.appendingPathComponent("hpo-io-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HPO_") }
        environment.merge(variables) { _, new in new }
        process.executableURL = program.map { URL(fileURLWithPath: $0) } ?? Self.binary
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        for name in ["out", "err"] { try Data().write(to: file(name)) }
        try input.write(to: file("in"), atomically: false, encoding: .utf8)
        process.standardInput = try FileHandle(forReadingFrom: file("in"))
        process.standardOutput = try FileHandle(forWritingTo: file("out"))
        process.standardError = try FileHandle(forWritingTo: file("err"))
        try process.run()
    }

    deinit {
        if process.isRunning { signal(SIGKILL) }
        try? FileManager.default.removeItem(at: scratch)
    }

    /// What it has printed so far.
    var output: String { (try? String(contentsOf: file("out"), encoding: .utf8)) ?? "" }

    var isRunning: Bool { process.isRunning }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for its end; one that takes longer than a minute is killed, so that a test fails rather than hangs.
    func wait(minutes: Int = 1) -> Answer {
        for _ in 0..<(minutes * 12_000) where process.isRunning { Thread.sleep(forTimeInterval: 0.005) }
        if process.isRunning { signal(SIGKILL) }
        process.waitUntilExit()
        let errors = (try? String(contentsOf: file("err"), encoding: .utf8)) ?? ""
        return Answer(status: process.terminationStatus, output: output, errors: errors)
    }

    private func file(_ name: String) -> URL { scratch.appendingPathComponent(name) }
}
