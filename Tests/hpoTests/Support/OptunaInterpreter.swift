import Foundation

/// A Python that has Optuna: HPO_OPTUNA_PYTHON's, else python3 where it can import it; nil, with a message, where there is none.
enum OptunaInterpreter {
    static let path: String? = {
        let named = ProcessInfo.processInfo.environment["HPO_OPTUNA_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
        let candidate = named ?? "python3"
        if let answer = try? run(candidate, ["-c", "import optuna"]), answer.status == 0 { return candidate }
        print("skipped: \(candidate) has no optuna; set HPO_OPTUNA_PYTHON to a Python that has it")
        return nil
    }()

    /// Runs `Tests/Support/optuna_check.py`; what it printed, and its exit status.
    static func check(_ arguments: String...) throws -> (status: Int32, output: String) {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Support/optuna_check.py").path
        return try run(path ?? "python3", [script] + arguments)
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
