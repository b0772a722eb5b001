// The time from `hpo train` to its first reported epoch, as a trial of the default study runs it.

import Foundation
import JSON

/// Runs hpo, which lies beside this program, and times its lines.
struct StartBenchmark {
    let threads: Int
    private let rounds = 7
    /// What the default study tries first.
    private let parameters = [
        "layers=4", "heads=8", "d_model=64", "dim_feedforward=256", "cosine_weight=0.8", "mse_weight=0.2",
        "dropout=0.15", "eta_min=1e-6", "batch_size=32",
    ]

    func run() throws {
        guard let own = Bundle.main.executableURL else { throw BenchError("the program has no path") }
        let program = own.deletingLastPathComponent().appendingPathComponent("hpo")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            return note("hpo-bench: no start without \(program.path)")
        }
        let times = try (0..<rounds).map { _ in try epochTimes(program) }
        func median(_ value: ((first: Double, second: Double)) -> Double) -> JSONValue {
            rounded(times.map(value).sorted()[rounds / 2], 1)
        }
        printLine([
            "name": "start", "threads": .int(threads), "first_ms": median { $0.first },
            "epoch_ms": median { $0.second }, "beyond_ms": median { $0.first - $0.second },
        ])
    }

    /// Milliseconds from the start to the first epoch's line, and from there to the second's.
    private func epochTimes(_ program: URL) throws -> (first: Double, second: Double) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = program
        process.arguments =
            ["train", "face-transformer", "--data", "synthetic", "--epochs", "2", "--threads", "\(threads)"]
            + parameters.flatMap { ["--set", $0] }
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        let clock = ContinuousClock()
        let start = clock.now
        try process.run()
        var ends: [Double] = []
        while true {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { break }
            let duration = start.duration(to: clock.now).components
            let time = Double(duration.seconds) * 1e3 + Double(duration.attoseconds) / 1e15
            ends += data.filter { $0 == UInt8(ascii: "\n") }.map { _ in time }
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0, ends.count >= 2 else {
            throw BenchError("\(program.path) train ended \(process.terminationStatus)")
        }
        return (ends[0], ends[1] - ends[0])
    }
}
