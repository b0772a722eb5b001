import Foundation

/// A Python that has a package, with a script of `Tests/Support` that reads by it what is written here.
struct PythonReader: Sendable {
    /// nil, with a message, where there is none.
    let path: String?
    private let script: String

    /// - Parameters:
    ///   - variable: which names the interpreter; python3 is taken where it is not set.
    ///   - modules: what it has to be able to import.
    init(_ script: String, variable: String, modules: String) {
        self.script =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Support/\(script)").path
        let named = ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        let candidate = named ?? "python3"
        if let answer = try? Self.run(candidate, ["-c", "import \(modules)"]), answer.status == 0 {
            path = candidate
        } else {
            path = nil
            print("skipped: \(candidate) has no \(modules); set \(variable) to a Python that has it")
        }
    }

    /// Runs the script; what it printed, and its exit status.
    func check(_ arguments: [String]) throws -> (status: Int32, output: String) {
        try Self.run(path ?? "python3", [script] + arguments)
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardOutput = output
        if arguments.first == "-c" { process.standardError = FileHandle.nullDevice }
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
