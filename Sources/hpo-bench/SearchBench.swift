import Arguments
import Foundation
import JSON
import Search

/// How far samplers are from a table's best after 25, 50 and 100 trials.
enum SearchBench {
    static let budgets = [25, 50, 100]

    static let command = Command(
        "search", summary: "How far samplers are from the best of recorded trainings after 25, 50 and 100 trials.",
        details: [
            """
            Lines hold sampler, table, trials, regret (the mean over the seeds of how far the best trial is from the table's \
            best, as a share of the way from there to the median) and its standard_error; those of the table "mean" are over \
            all tables. Last come the mean ranks of the samplers among each other, where there are several.
            """
        ],
        inputs: [Bench.folder, Bench.sampler, Bench.table, Bench.seeds]
    ) { arguments in
        let tables = try RecordedTable.all(arguments)
        let samplers = Bench.samplers(arguments)
        /// By sampler, the mean regret at each budget of one table after another.
        var means: [[[Double]]] = []
        for (name, sampler) in samplers {
            var results: [[Double]] = []
            var all = [[Summary]](repeating: [], count: budgets.count)
            for table in tables {
                let regrets = try regrets(of: sampler, on: table, seeds: arguments[Bench.seeds] ?? 20)
                let summaries = regrets.map { Summary(of: $0) }
                results.append(summaries.map(\.mean))
                for (index, summary) in summaries.enumerated() {
                    all[index].append(summary)
                    print(summary, sampler: name, table: table.name, trials: budgets[index])
                }
            }
            for index in budgets.indices {
                print(Summary(of: all[index]), sampler: name, table: "mean", trials: budgets[index])
            }
            means.append(results)
        }
        guard samplers.count > 1 else { return }
        for (place, name) in samplers.map(\.name).enumerated() {
            for (index, budget) in budgets.enumerated() {
                let ranks = tables.indices.map { table in
                    rank(of: means[place][table][index], among: means.map { $0[table][index] })
                }
                printLine([
                    "sampler": .string(name), "table": "mean", "trials": .int(budget),
                    "rank": .double(ranks.reduce(0, +) / Double(tables.count)),
                ])
            }
        }
    }

    /// The place of `value` among `values`, from 1; equals share the middle of theirs.
    private static func rank(of value: Double, among values: [Double]) -> Double {
        Double(values.count { $0 < value }) + 0.5 * Double(values.count { $0 == value } + 1)
    }

    /// At each of `budgets` the regret of each of the seeds 0 ..< `seeds`.
    static func regrets(of sampler: any Sampler, on table: RecordedTable, seeds: Int) throws -> [[Double]] {
        var regrets = [[Double]](repeating: [], count: budgets.count)
        for seed in 0..<seeds {
            var history = History(direction: table.direction, space: table.space)
            var best = Double.infinity
            for trial in 0..<(budgets.last ?? 0) {
                var generator = Generator(seed: UInt64(seed), trial: trial)
                let configuration = try sampler.suggest(in: table.space, after: history, using: &generator)
                let value = table.curve(of: configuration).last ?? .nan
                history.apply(.started(number: trial, configuration: configuration))
                history.apply(.reported(number: trial, epoch: table.steps, value: value))
                history.apply(.ended(number: trial, outcome: .completed(value: value)))
                best = min(best, table.direction.loss(value))
                if let index = budgets.firstIndex(of: trial + 1) { regrets[index].append(table.regret(ofLoss: best)) }
            }
        }
        return regrets
    }

    private static func print(_ summary: Summary, sampler: String, table: String, trials: Int) {
        printLine([
            "sampler": .string(sampler), "table": .string(table), "trials": .int(trials),
            "regret": rounded(summary.mean, 6), "standard_error": rounded(summary.error, 6),
        ])
    }
}
