import Arguments
import Definitions
import Foundation
import JSON
import Search

/// What pruners save, and what they cost, on the tables that have the metric at each step.
///
/// A trial's objective is its value at the last step, as in `hpo-bench search`.
enum PrunerBench {
    private static let pruner = Option(
        "pruner", .string, placeholder: "'{ NAME: {} }'", repeats: true,
        help: "As in a study's definition; may be repeated (a list of them all).")
    private static let trials = Option(
        "trials", .integer(in: 1...), placeholder: "N", help: "A search has so many (100).")

    static let pruners = [
        "{ none: {} }", "{ auto: {} }", "{ median: {} }", "{ median: { warmup_epochs: 3 } }",
        "{ median: { warmup_epochs: 5 } }",
        "{ percentile: { warmup_epochs: 5 } }", "{ asha: { promote: false } }", "{ asha: {} }",
        "{ asha: { min_resource: 5, promote: false } }", "{ asha: { min_resource: 5 } }",
        "{ hyperband: { promote: false } }", "{ hyperband: {} }", "{ hyperband: { min_resource: 5 } }",
        "{ patience: {} }", "{ wilcoxon: {} }", "{ leaders: {} }", "{ all: [{ wilcoxon: {} }, { leaders: {} }] }",
    ]

    static let command = Command(
        "prune", summary: "What pruners save and what they cost, on recorded trainings that have every step.",
        details: [
            """
            Lines hold sampler, pruner, table, trials, regret (of the best completed trial), epochs_share (of all steps, \
            those that were trained) and false_prunes (of the pruned trials, those that would have become the best so far). \
            The trainings count as resumable: asha and hyperband promote unless they have promote: false.
            """
        ],
        inputs: [Bench.folder, Bench.sampler, pruner, Bench.table, trials, Bench.seeds]
    ) { arguments in
        let tables = try RecordedTable.all(arguments).filter { $0.steps > 1 }
        let named = arguments.all(pruner)
        let count = arguments[trials] ?? 100
        for (name, sampler) in Bench.samplers(arguments, standard: ["tpe"]) {
            for text in named.isEmpty ? pruners : named {
                var all = Tally()
                for table in tables {
                    let pruner = try definition(pruner: text, epochs: table.steps).pruner.algorithm
                    var tally = Tally()
                    for seed in 0..<(arguments[Bench.seeds] ?? 20) {
                        tally.add(
                            try PrunedSearch.run(
                                pruner.suggester(sampler), pruner, on: table, trials: count, seed: UInt64(seed)))
                    }
                    print(tally, sampler: name, pruner: text, table: table.name, trials: count)
                    all.add(tally)
                }
                print(all, sampler: name, pruner: text, table: "mean", trials: count)
            }
        }
    }

    /// A study with this pruner's section.
    static func definition(pruner text: String, epochs: Int, resumes: Bool = true) throws -> StudyDefinition {
        let study = """
            {
              name: "bench", objective: { minimize: "loss" },
              train: { command: ["train", "{x}"], epochs: \(epochs), resume: \(resumes) },
              space: { x: { float: [0, 1] } }, pruner: \(text)
            }
            """
        return try StudyDefinition.parse(study, file: "--pruner")
    }

    private static func print(_ tally: Tally, sampler: String, pruner: String, table: String, trials: Int) {
        printLine([
            "sampler": .string(sampler), "pruner": .string(pruner), "table": .string(table), "trials": .int(trials),
            "regret": rounded(tally.regret / tally.searches, 4),
            "epochs_share": rounded(tally.epochsShare / tally.searches, 4),
            "false_prunes": rounded(tally.pruned > 0 ? tally.falsePrunes / tally.pruned : 0, 4),
        ])
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
