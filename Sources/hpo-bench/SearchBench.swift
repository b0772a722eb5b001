import Foundation
import JSON
import Search

/// How far samplers are from a table's best after 25, 50 and 100 trials.
///
/// `hpo-bench search [FOLDER] [--sampler NAME]… [--table NAME]… [--seeds 20]`
enum SearchBench {
    static let samplers: [String: any Sampler] = [
        "auto": AutoSampler(), "cmaes": CMAESSampler(), "gp": GPSampler(), "nsga2": NSGA2Sampler(),
        "random": RandomSampler(),
        "sobol": SobolSampler(),
        "tpe": TPESampler(),
    ]
    static let budgets = [25, 50, 100]

    static func run(_ words: [String]) throws {
        var folder = "../shared/tables"
        var names: [String] = []
        var tables: [String] = []
        var seeds = 20
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--sampler": names.append(try value(of: word, &rest))
            case "--table": tables.append(try value(of: word, &rest))
            case "--seeds":
                guard let count = Int(try value(of: word, &rest)), count > 0 else {
                    throw BenchError.usage("--seeds takes a positive number")
                }
                seeds = count
            default: folder = word
            }
        }
        let url = URL(fileURLWithPath: folder)
        if tables.isEmpty {
            tables = try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
        }
        if names.isEmpty { names = samplers.keys.sorted() }
        /// By sampler, the mean regret at each budget of one table after another.
        var means: [[[Double]]] = []
        for name in names {
            guard let sampler = samplers[name] else { throw BenchError.usage("no sampler is named \(name)") }
            var results: [[Double]] = []
            var variances = [Double](repeating: 0, count: budgets.count)
            for table in tables {
                let regrets = try regrets(of: sampler, on: RecordedTable(named: table, in: url), seeds: seeds)
                let summaries = regrets.map { Summary(of: $0) }
                results.append(summaries.map(\.mean))
                for (index, summary) in summaries.enumerated() {
                    variances[index] += summary.error * summary.error
                    printLine(sampler: name, table: table, trials: budgets[index], summary)
                }
            }
            for index in budgets.indices {
                let mean = results.reduce(0) { $0 + $1[index] } / Double(tables.count)
                let error = variances[index].squareRoot() / Double(tables.count)
                printLine(sampler: name, table: "mean", trials: budgets[index], Summary(mean: mean, error: error))
            }
            means.append(results)
        }
        guard names.count > 1 else { return }
        for (place, name) in names.enumerated() {
            for (index, budget) in budgets.enumerated() {
                let ranks = tables.indices.map { table in
                    rank(of: means[place][table][index], among: means.map { $0[table][index] })
                }
                let line: JSONObject = [
                    "sampler": .string(name), "table": "mean", "trials": .int(budget),
                    "rank": .double(ranks.reduce(0, +) / Double(tables.count)),
                ]
                print(JSONValue.object(line).text(pretty: false))
            }
        }
    }

    /// A mean over seeds and its standard error.
    private struct Summary {
        var mean: Double
        var error: Double

        init(mean: Double, error: Double) {
            self.mean = mean
            self.error = error
        }

        init(of values: [Double]) {
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            self.init(mean: mean, error: values.count > 1 ? (squares / (count - 1) / count).squareRoot() : 0)
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

    private static func value(of option: String, _ rest: inout ArraySlice<String>) throws -> String {
        guard let value = rest.popFirst() else { throw BenchError.usage("\(option) needs a value") }
        return value
    }

    private static func printLine(sampler: String, table: String, trials: Int, _ summary: Summary) {
        let line: JSONObject = [
            "sampler": .string(sampler), "table": .string(table), "trials": .int(trials),
            "regret": .double((summary.mean * 1e6).rounded() / 1e6),
            "standard_error": .double((summary.error * 1e6).rounded() / 1e6),
        ]
        print(JSONValue.object(line).text(pretty: false))
        fflush(nil)
    }
}
