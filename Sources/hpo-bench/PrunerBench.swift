import Definitions
import Foundation
import JSON
import Search

/// What pruners save, and what they cost, on the tables that have the metric at each step.
///
/// `hpo-bench prune [FOLDER] [--sampler NAME]… [--pruner '{ median: { warmup_epochs: 3 } }']… [--table NAME]…
/// [--trials 100] [--seeds 20]`
///
/// The trainings count as resumable: `asha` and `hyperband` promote unless they have `promote: false`.
///
/// A trial's objective is its value at the last step, as in `hpo-bench search`. `regret` is that of the best completed
/// trial, `epochs_share` the share of all steps that were trained, `false_prunes` the share of the pruned trials that
/// would have become the best so far.
enum PrunerBench {
    static let pruners = [
        "{ none: {} }", "{ median: {} }", "{ median: { warmup_epochs: 3 } }", "{ median: { warmup_epochs: 5 } }",
        "{ percentile: { warmup_epochs: 5 } }", "{ asha: { promote: false } }", "{ asha: {} }",
        "{ asha: { min_resource: 5, promote: false } }", "{ asha: { min_resource: 5 } }",
        "{ hyperband: { promote: false } }", "{ hyperband: {} }", "{ hyperband: { min_resource: 5 } }",
        "{ patience: {} }", "{ wilcoxon: {} }", "{ leaders: {} }", "{ all: [{ wilcoxon: {} }, { leaders: {} }] }",
    ]

    struct Options {
        var folder = "../shared/tables"
        var samplers: [String] = []
        var pruners: [String] = []
        var tables: [String] = []
        var trials = 100
        var seeds = 20

        init(_ words: [String]) throws {
            var rest = words[...]
            while let word = rest.popFirst() {
                switch word {
                case "--sampler": samplers.append(try value(of: word, &rest))
                case "--pruner": pruners.append(try value(of: word, &rest))
                case "--table": tables.append(try value(of: word, &rest))
                case "--trials": trials = try count(of: word, &rest)
                case "--seeds": seeds = try count(of: word, &rest)
                default: folder = word
                }
            }
            if samplers.isEmpty { samplers = ["tpe"] }
            if pruners.isEmpty { pruners = PrunerBench.pruners }
        }

        private func value(of option: String, _ rest: inout ArraySlice<String>) throws -> String {
            guard let value = rest.popFirst() else { throw BenchError.usage("\(option) needs a value") }
            return value
        }

        private func count(of option: String, _ rest: inout ArraySlice<String>) throws -> Int {
            guard let count = Int(try value(of: option, &rest)), count > 0 else {
                throw BenchError.usage("\(option) takes a positive number")
            }
            return count
        }
    }

    static func run(_ words: [String]) throws {
        let options = try Options(words)
        let folder = URL(fileURLWithPath: options.folder)
        var names = options.tables
        if names.isEmpty {
            names = try FileManager.default.contentsOfDirectory(atPath: options.folder)
                .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
        }
        let tables = try names.map { try RecordedTable(named: $0, in: folder) }.filter { $0.steps > 1 }
        for name in options.samplers {
            guard let sampler = SearchBench.samplers[name] else {
                throw BenchError.usage("no sampler is named \(name)")
            }
            for text in options.pruners {
                var all = Tally()
                for table in tables {
                    let pruner = try pruner(text, epochs: table.steps)
                    var tally = Tally()
                    for seed in 0..<options.seeds {
                        tally.add(
                            try PrunedSearch.run(
                                sampler, pruner, on: table, trials: options.trials, seed: UInt64(seed)))
                    }
                    printLine(name, text, table.name, options.trials, tally)
                    all.add(tally)
                }
                printLine(name, text, "mean", options.trials, all)
            }
        }
    }

    /// The pruner that a study with this section would have.
    private static func pruner(_ text: String, epochs: Int) throws -> any Pruner {
        let study = """
            {
              name: "bench", objective: { minimize: "loss" }, train: { command: ["train", "{x}"], epochs: \(epochs), resume: true },
              space: { x: { float: [0, 1] } }, pruner: \(text)
            }
            """
        return try StudyDefinition.parse(study, file: "--pruner").pruner.algorithm
    }

    private static func printLine(_ sampler: String, _ pruner: String, _ table: String, _ trials: Int, _ tally: Tally) {
        func round(_ number: Double) -> JSONValue { .double((number * 1e4).rounded() / 1e4) }
        let line: JSONObject = [
            "sampler": .string(sampler), "pruner": .string(pruner), "table": .string(table), "trials": .int(trials),
            "regret": round(tally.regret / tally.searches), "epochs_share": round(tally.epochsShare / tally.searches),
            "false_prunes": round(tally.pruned > 0 ? tally.falsePrunes / tally.pruned : 0),
        ]
        print(JSONValue.object(line).text(pretty: false))
        fflush(nil)
    }

    /// Sums over searches.
    struct Tally {
        var searches = 0.0
        var regret = 0.0
        var epochsShare = 0.0
        var pruned = 0.0
        var falsePrunes = 0.0

        mutating func add(_ other: Tally) {
            searches += other.searches
            regret += other.regret
            epochsShare += other.epochsShare
            pruned += other.pruned
            falsePrunes += other.falsePrunes
        }
    }
}

/// One search of a table with pruning.
///
/// A trial that the pruner promotes goes on where it was paused. In the end those that are still paused count as pruned.
struct PrunedSearch {
    private let sampler: any Sampler
    private let pruner: any Pruner
    private let table: RecordedTable
    private let seed: UInt64
    private var history: History
    /// The metric at each step of each trial, as far as it would go.
    private var curves: [[Double]] = []
    private var epochs = 0
    private var best = Double.infinity
    /// The trials that are pruned or paused, and whether each was better at its end than all that had completed by then.
    private var stopped: [Int: Bool] = [:]

    static func run(
        _ sampler: any Sampler, _ pruner: any Pruner, on table: RecordedTable, trials: Int, seed: UInt64
    ) throws -> PrunerBench.Tally {
        var search = PrunedSearch(sampler, pruner, on: table, seed: seed)
        while true {
            if let number = pruner.promotion(among: search.history) {
                search.resume(number)
            } else if search.curves.count < trials {
                try search.begin()
            } else {
                return search.tally
            }
        }
    }

    private init(_ sampler: any Sampler, _ pruner: any Pruner, on table: RecordedTable, seed: UInt64) {
        self.sampler = sampler
        self.pruner = pruner
        self.table = table
        self.seed = seed
        history = History(direction: table.direction, space: table.space)
    }

    private mutating func begin() throws {
        let number = curves.count
        var generator = Generator(seed: seed, trial: number)
        let configuration = try sampler.suggest(in: table.space, after: history, using: &generator)
        history.apply(.started(number: number, configuration: configuration))
        curves.append(table.curve(of: configuration))
        train(number, from: 1)
    }

    private mutating func resume(_ number: Int) {
        let reached = history.trial(number)?.curve.epochs.last ?? 0
        history.apply(.resumed(number: number))
        stopped[number] = nil
        train(number, from: reached + 1)
    }

    private mutating func train(_ number: Int, from first: Int) {
        let last = table.direction.loss(curves[number].last ?? .nan)
        for epoch in first...table.steps {
            epochs += 1
            history.apply(.reported(number: number, epoch: epoch, value: curves[number][epoch - 1]))
            guard epoch < table.steps, let curve = history.trial(number)?.curve else { continue }
            let verdict = pruner.verdict(on: curve, of: number, at: epoch, among: history)
            if verdict == .continue { continue }
            stopped[number] = last < best
            let outcome: Outcome = verdict == .pause ? .paused(epoch: epoch) : .pruned(epoch: epoch)
            return history.apply(.ended(number: number, outcome: outcome))
        }
        history.apply(.ended(number: number, outcome: .completed(value: curves[number].last ?? .nan)))
        best = min(best, last)
    }

    private var tally: PrunerBench.Tally {
        PrunerBench.Tally(
            searches: 1, regret: table.regret(ofLoss: best),
            epochsShare: Double(epochs) / Double(curves.count * table.steps), pruned: Double(stopped.count),
            falsePrunes: Double(stopped.values.count { $0 }))
    }
}
