// The engine's steps and PyTorch's in turns, so that both see the same state of the machine.

import Foundation
import JSON

/// Runs both programs, prints their lines and a line with the ratio for each step.
struct PairedBenchmark {
    let options: EngineBench
    let python: String

    func run(_ steps: [StepCase]) throws {
        var table = "| step | threads | engine, ms | PyTorch, ms | times as fast | engine, MiB | PyTorch, MiB |\n"
        table += "|---|---|---|---|---|---|---|\n"
        for step in steps {
            for threads in options.threads {
                var own: [JSONValue] = []
                var others: [JSONValue] = []
                for _ in 0..<options.rounds {
                    let lines = [
                        try ChildProcess.ownLine(step: step, threads: threads, options: options),
                        try ChildProcess.torchLine(python, step: step, threads: threads, options: options),
                    ]
                    lines.forEach { printLine($0) }
                    own.append(try JSONValue(parsing: lines[0], syntax: .json))
                    others.append(try JSONValue(parsing: lines[1], syntax: .json))
                }
                let (engine, torch) = (try median("median_ms", own), try median("median_ms", others))
                let memory = (try median("peak_mb", own), try median("peak_mb", others))
                printLine([
                    "name": .string("ratio \(step.name)"), "threads": .int(threads), "engine_ms": rounded(engine),
                    "torch_ms": rounded(torch), "ratio": rounded(torch / engine, 2), "engine_mb": .double(memory.0),
                    "torch_mb": .double(memory.1),
                ])
                let numbers = [engine, torch, torch / engine].map { String(format: $0 < 10 ? "%.2f" : "%.1f", $0) }
                table += "| \(step.name.dropFirst(5)) | \(threads) | \(numbers.joined(separator: " | ")) "
                table += "| \(Int(memory.0)) | \(Int(memory.1)) |\n"
            }
        }
        note(table)
    }

    private func median(_ member: String, _ lines: [JSONValue]) throws -> Double {
        let values = lines.compactMap { $0[member]?.doubleValue }.sorted()
        guard !values.isEmpty else { throw BenchError("a line without \(member)") }
        return values[values.count / 2]
    }
}

/// One step in a process of its own, and the line that it prints.
enum ChildProcess {
    static func ownLine(step: StepCase, threads: Int, options: EngineBench) throws -> String {
        guard let program = Bundle.main.executablePath else { throw BenchError("the program has no path") }
        return try line(of: program, ["engine"] + arguments(step, threads, options))
    }

    /// torch_step.py lies beside the benchmark's sources.
    static func torchLine(_ python: String, step: StepCase, threads: Int, options: EngineBench) throws -> String {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("torch_step.py").path
        return try line(of: "/usr/bin/env", [python, script] + arguments(step, threads, options))
    }

    private static func arguments(_ step: StepCase, _ threads: Int, _ options: EngineBench) -> [String] {
        [
            "--only", step.name, "--threads", "\(threads)", "--seconds", "\(options.seconds)", "--dropout",
            "\(options.dropout)",
        ]
    }

    private static func line(of program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let line = output.split(separator: "\n").last else {
            throw BenchError("\(program) \(arguments.joined(separator: " ")) ended \(process.terminationStatus)")
        }
        return String(line)
    }
}
