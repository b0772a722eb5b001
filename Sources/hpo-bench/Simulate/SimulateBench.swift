import Arguments
import Foundation
import JSON
import SQLite
import Storage
import Synchronization
import System

/// The real loop, journal and database in a world that one number drives: what must hold holds whatever dies when.
enum SimulateBench {
    private static let seeds = Option(
        "seeds", .integer(in: 1...), placeholder: "N", help: "So many histories (100).")
    private static let seed = Option(
        "seed", .integer(in: 0...), placeholder: "S", help: "The first one's number (0).")
    private static let jobs = Option(
        "jobs", .integer(in: 1...), placeholder: "J", help: "So many at once, each on a core (1).")
    private static let keep = Flag("keep", help: "Leave the databases of those that fail, and say where.")
    private static let trace = Flag("trace", help: "Tell on standard error what happens.")
    private static let sabotage = Option(
        "sabotage", .name(among: Sabotage.allCases.map(\.rawValue)), placeholder: "WHAT",
        help: "Break something, to see that it is found.")

    static let command = Command(
        "simulate", summary: "Run studies in a simulated world in which everything fails, and check what they leave.",
        details: [
            """
            Each seed makes a study and a world for it: the real loop, journal and SQLite under a clock, programs, a \
            launcher and a disk that the seed drives. Processes die between any two writes, disks are full, the power goes, \
            jobs get lost. The line holds seeds, failures, steps, processes that died, epochs that were acknowledged, and \
            seconds. What fails is said on standard error with the command that shows it again; the status is 1 then.
            """
        ],
        examples: [Example("hpo-bench simulate --seeds 1 --seed 4711", "one history again")],
        inputs: [seeds, seed, jobs, keep, trace, sabotage]
    ) { arguments in
        let (count, first) = (arguments[seeds] ?? 100, arguments[seed] ?? 0)
        let broken = arguments[sabotage].flatMap(Sabotage.init(rawValue:))
        let began = SystemClock.monotonicSeconds
        let folder = try SimulationFolder(keeps: arguments[keep], traces: arguments[trace])
        let tally = Mutex(Tally())
        let width = min(count, arguments[jobs] ?? 1)
        DispatchQueue.concurrentPerform(iterations: width) { worker in
            for seed in stride(from: first + worker, to: first + count, by: width) {
                let history = folder.history(of: UInt64(seed), sabotage: broken)
                tally.withLock { $0.add(history) }
                for words in history.violations { note("seed \(seed): \(words)") }
                if !history.violations.isEmpty {
                    let options = broken.map { " --sabotage \($0.rawValue)" } ?? ""
                    note("seed \(seed): again with: hpo-bench simulate --seeds 1 --seed \(seed)\(options)")
                }
            }
        }
        let sum = tally.withLock { $0 }
        printLine([
            "seeds": .int(count), "failures": .int(sum.failures), "steps": .int(sum.steps), "deaths": .int(sum.deaths),
            "epochs": .int(sum.epochs), "trials": .int(sum.trials),
            "seconds": rounded(SystemClock.monotonicSeconds - began, 1),
        ])
        if sum.failures > 0 { throw SimulationFailure(count: sum.failures) }
    }
}

/// What one seed came to.
struct SimulatedHistory {
    var violations: [String] = []
    var steps = 0
    var deaths = 0
    var epochs = 0
    var trials = 0
}

private struct Tally {
    var (failures, steps, deaths, epochs, trials) = (0, 0, 0, 0, 0)

    mutating func add(_ history: SimulatedHistory) {
        failures += history.violations.isEmpty ? 0 : 1
        steps += history.steps
        deaths += history.deaths
        epochs += history.epochs
        trials += history.trials
    }
}

private struct SimulationFailure: Error, CustomStringConvertible {
    let count: Int
    var description: String { "\(count) of the histories failed" }
}

/// Where the simulated disks lie.
private final class SimulationFolder: Sendable {
    private let path: String
    private let template: URL
    private let keeps: Bool
    private let traces: Bool

    init(keeps: Bool, traces: Bool) throws {
        (self.keeps, self.traces) = (keeps, traces)
        let memory = "/dev/shm"
        let base = Files.isWritable(memory) ? memory : FileManager.default.temporaryDirectory.path
        path = "\(base)/hpo-simulate-\(UUID().uuidString)"
        try Files.makeFolders(path)
        template = URL(filePath: "\(path)/template.sqlite")
        // Made once, and copied: the tables take longer to make than a history to run.
        _ = try StudyDatabase(opening: template.path)
    }

    deinit {
        Files.remove(template.path)
        if keeps { Files.removeEmptyFolder(path) } else { try? Files.removeTree(path) }
    }

    func history(of seed: UInt64, sabotage: Sabotage?) -> SimulatedHistory {
        var history = SimulatedHistory()
        let folder = "\(path)/\(seed)"
        do {
            try Files.makeFolders(folder)
            let world = try World(
                try Scenario(seed: seed), template: template, folder: folder, sabotage: sabotage, traces: traces)
            try world.run()
            if sabotage == .losesEpoch, let lost = world.witness.anAcknowledged {
                var connection = try Connection(opening: world.path)
                try connection.run(
                    "DELETE FROM epochs WHERE trial = ? AND epoch = ?", lost.trial, lost.epoch, for: "break something")
            }
            try world.check()
            history = SimulatedHistory(
                violations: world.witness.violations, steps: world.steps, deaths: world.deaths,
                epochs: world.witness.epochs, trials: world.witness.trials)
        } catch {
            history.violations.append("the history ended with: \(error)")
        }
        if keeps, !history.violations.isEmpty {
            history.violations.append("its database is \(folder)/hpo.sqlite")
        } else {
            try? Files.removeTree(folder)
        }
        return history
    }
}
