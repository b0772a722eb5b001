import Arguments
import Definitions
import Foundation
import JSON
import Runner
import Search
import Studies
import System

/// What an epoch costs the loop that records it: read, written, judged and answered, with programs that cost nothing.
enum RecordBench {
    private static let trials = Option(
        "trials", .integer(in: 1...), placeholder: "N", repeats: true,
        help: "So many trials; may be repeated (100, 1000).")
    private static let epochs = Option(
        "epochs", .integer(in: 1...), placeholder: "N", help: "Epochs of each trial (50).")
    private static let jobs = Option(
        "jobs", .integer(in: 1...), placeholder: "J", repeats: true,
        help: "So many at once, whose reports come together; may be repeated (1, 16).")
    private static let median = Flag("median", help: "Judge by the median rule, rather than not at all.")

    static let command = Command(
        "record", summary: "Time the recording of epochs.",
        details: [
            """
            Programs in this process report three metrics an epoch and wait for the answer. Lines hold trials, jobs, epochs, \
            epochs_per_second, and driver_us: microseconds of processor time an epoch, the trials' starts and ends included.
            """
        ],
        inputs: [trials, epochs, jobs, median]
    ) { arguments in
        let (counts, widths) = (arguments.all(trials), arguments.all(jobs))
        for count in counts.isEmpty ? [100, 1000] : counts {
            for jobs in widths.isEmpty ? [1, 16] : widths {
                try measure(
                    trials: count, epochs: arguments[epochs] ?? 50, jobs: jobs,
                    pruner: arguments[median] ? "{ median: {} }" : "{ none: {} }")
            }
        }
    }

    private static func measure(trials: Int, epochs: Int, jobs: Int, pruner: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hpo-bench-\(UUID().uuidString)").path
        try Files.makeFolders(folder)
        defer { try? Files.removeTree(folder) }
        let text = """
            {
              name: "record", objective: { minimize: "val_loss" }, train: { command: ["train"], sync: true },
              space: { x: { float: [0, 1] } }, sampler: { random: {} }, pruner: \(pruner), seed: 1,
            }
            """
        let store = try StudyStore(opening: "\(folder)/hpo.sqlite")
        let study = try store.create(try StudyDefinition.parse(text, file: "record.json5"), directory: folder)
        let launcher = ReportingLauncher(epochs: epochs)
        let loop = StudyLoop(
            try study.journal(for: .thisProcess), launcher: launcher,
            settings: RunSettings(limits: RunLimits(trials: trials, jobs: jobs), executable: "hpo"),
            interrupts: try Interrupts())
        let (wall, processor) = (SystemClock.monotonicSeconds, SystemClock.processorSeconds)
        _ = try loop.run()
        let recorded = Double(launcher.reports)
        printLine([
            "trials": .int(trials), "jobs": .int(jobs), "epochs": .int(launcher.reports),
            "epochs_per_second": .double(recorded / (SystemClock.monotonicSeconds - wall)),
            "driver_us": .double((SystemClock.processorSeconds - processor) * 1e6 / recorded),
        ])
    }
}
