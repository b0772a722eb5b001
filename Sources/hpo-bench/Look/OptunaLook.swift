import Foundation
import JSON

/// The same trials in a study of Optuna's, and how long its tools take to open it.
struct OptunaLook {
    let python: String
    let study: LookStudy
    let rounds: Int

    /// A look by its name, with its time and what is sent.
    struct Line {
        let name: String
        let median: Double
        let bytes: Int?
    }

    /// What optuna_look.py measures; nil, and a word about it, where PYTHON has no Optuna.
    func lines() throws -> [Line]? {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("optuna_look.py").path
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, script, study.database, study.folder, "\(rounds)"]
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        switch process.terminationStatus {
        case 0: break
        case 3, 127:
            note("hpo-bench: \(python) has no optuna with optuna-dashboard, so that nothing is measured of them")
            return nil
        case let status: throw BenchError("\(script) ended \(status)")
        }
        return try output.split(separator: "\n").map { line in
            let value = try JSONValue(parsing: String(line), syntax: .json)
            guard let name = value["name"]?.stringValue, let median = value["median_ms"]?.doubleValue else {
                throw BenchError("\(script) printed \(line)")
            }
            return Line(name: name, median: median, bytes: value["bytes"]?.intValue)
        }
    }
}
