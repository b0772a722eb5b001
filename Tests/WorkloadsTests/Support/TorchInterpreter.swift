import Foundation
import TestSupport

/// A Python that has PyTorch: HPO_TORCH_PYTHON's, else python3 where it can import torch; nil, with a message, where there
/// is none.
enum TorchInterpreter {
    static let path: String? = {
        let named = ProcessInfo.processInfo.environment["HPO_TORCH_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
        let candidate = named ?? "python3"
        if run(candidate, ["-c", "import torch"]).status == 0 { return candidate }
        print("skipped: \(candidate) has no torch; set HPO_TORCH_PYTHON to a Python that has it")
        return nil
    }()

    static func run(_ program: String, _ arguments: [String]) -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        guard (try? process.run()) != nil else { return (127, "\(program) cannot be run") }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// Tests/Support/torch_check.py
    static let script = "\(Repository.root)/Tests/Support/torch_check.py"
}
