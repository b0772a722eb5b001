// `hpo-bench look`: how long people wait who look at a large study, beside Optuna's way of opening the same one.
//
//     hpo-bench look --trials 100000 --optuna venv/bin/python

import Arguments
import Dashboard
import Foundation
import HTTP
import JSON
import Studies
import System

/// The options, and what is measured.
struct LookBench {
    private static let trials = Option(
        "trials", .integer(in: 200...), placeholder: "N", help: "Of the study that is looked at (5000).")
    private static let epochs = Option(
        "epochs", .integer(in: 4...), placeholder: "N", help: "Of a whole training (50).")
    private static let rounds = Option(
        "rounds", .integer(in: 1...), placeholder: "N", help: "How often each is timed, the report aside (5).")
    private static let optuna = Option(
        "optuna", .string, placeholder: "PYTHON",
        help: "Look at the same trials by Optuna as well, which PYTHON has with optuna-dashboard (python3).")
    private static let keep = Option(
        "keep", .file, placeholder: "FOLDER", help: "Make the study in this new folder, and leave it there.")

    static let command = Command(
        "look", summary: "Time what people look at in a large study, beside Optuna where it is there.",
        details: [
            """
            It makes a study of its own, a third of its trials pruned, and prints a line for each look: "best" (hpo study \
            best), "list" (hpo trial list --sort value --limit 20) and "report" (hpo report) as whole commands, which \
            take hpo beside this program; "page" (the study's page in the dashboard) and "compare" (200 trials) as \
            requests to a dashboard that has just been opened. Lines hold name, tool, trials, epochs, median_ms and, of pages, \
            bytes.
            """,
            """
            Optuna's lines are of a study with the same trials: "best" is optuna best-trial, "page" what \
            optuna-dashboard sends for the study, as JSON, to the script of its page. ratio is their time over hpo's.
            """,
        ],
        inputs: [trials, epochs, rounds, optuna, keep]
    ) { arguments in
        let temporary = FileManager.default.temporaryDirectory.appending(path: "hpo-bench-\(UUID().uuidString)").path
        defer { try? Files.removeTree(temporary) }
        let folder = arguments[keep] ?? temporary
        try LookBench(
            study: LookStudy(
                in: folder, trials: arguments[trials] ?? 5000, epochs: arguments[epochs] ?? 50),
            rounds: arguments[rounds] ?? 5
        ).run(python: arguments[optuna] ?? "python3")
    }

    private let study: LookStudy
    private let rounds: Int

    private init(study: LookStudy, rounds: Int) {
        self.study = study
        self.rounds = rounds
    }

    private func run(python: String) throws {
        var times: [String: Double] = [:]
        func say(_ name: String, _ milliseconds: [Double], bytes: Int? = nil) {
            times[name] = median(milliseconds)
            printLine(line(name, tool: "hpo", median(milliseconds), bytes: bytes))
        }
        try say("best", commands("study", "best"))
        try say("list", commands("trial", "list", "--sort", "value", "--limit", "20"))
        let page = try requests("/study/\(LookStudy.name)")
        say("page", page.times, bytes: page.bytes)
        let step = max(1, study.trials / 200)
        let numbers = (0..<200).map { "\($0 * step)" }.joined(separator: ",")
        let compared = try requests("/study/\(LookStudy.name)/compare?trials=\(numbers)")
        say("compare", compared.times, bytes: compared.bytes)
        let report = "\(study.folder)/report"
        say("report", [try command(["report", "--output", report])], bytes: size(of: "\(report)/index.html"))

        guard let lines = try OptunaLook(python: python, study: study, rounds: rounds).lines() else { return }
        for found in lines {
            let ratio = times[found.name].map { found.median / $0 }
            var members = line(found.name, tool: "optuna", found.median, bytes: found.bytes)
            members["ratio"] = ratio.map { rounded($0, 1) }
            printLine(members)
        }
    }

    private func line(_ name: String, tool: String, _ milliseconds: Double, bytes: Int?) -> JSONObject {
        var members: JSONObject = [
            "name": .string(name), "tool": .string(tool), "trials": .int(study.trials), "epochs": .int(study.epochs),
            "median_ms": rounded(milliseconds, 1),
        ]
        members["bytes"] = bytes.map { .int($0) }
        return members
    }

    private func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }

    private func size(of path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    }

    // MARK: hpo

    private func commands(_ words: String...) throws -> [Double] { try (0..<rounds).map { _ in try command(words) } }

    /// How many milliseconds a whole command takes.
    private func command(_ words: [String]) throws -> Double {
        guard let own = Bundle.main.executableURL else { throw BenchError("the program has no path") }
        let process = Process()
        process.executableURL = own.deletingLastPathComponent().appendingPathComponent("hpo")
        process.arguments = ["--db", study.database] + words
        process.currentDirectoryURL = URL(fileURLWithPath: study.folder)
        let output = Foundation.Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let start = SystemClock.monotonicSeconds
        try process.run()
        // Its end is seen at once here, and by waitUntilExit at its next look.
        _ = output.fileHandleForReading.readDataToEndOfFile()
        let seconds = SystemClock.monotonicSeconds - start
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError("hpo \(words.joined(separator: " ")) ended \(process.terminationStatus)")
        }
        return seconds * 1e3
    }

    /// How many milliseconds the first answer of a dashboard takes, and how long it is.
    private func requests(_ target: String) throws -> (times: [Double], bytes: Int) {
        var times: [Double] = []
        var bytes = 0
        for _ in 0..<rounds {
            let start = SystemClock.monotonicSeconds
            let site = try Dashboard(reading: study.database).site(Admission(port: 80))
            guard let request = Request("GET", target, headers: [.init("host", "127.0.0.1")]),
                let response = site.reply(to: request).response, response.status == 200
            else { throw BenchError("the dashboard does not answer \(target)") }
            times.append((SystemClock.monotonicSeconds - start) * 1e3)
            bytes = response.body.count
        }
        return (times, bytes)
    }
}
