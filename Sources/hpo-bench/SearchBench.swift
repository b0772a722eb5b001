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
        for name in names {
            guard let sampler = samplers[name] else { throw BenchError.usage("no sampler is named \(name)") }
            var sums = [Double](repeating: 0, count: budgets.count)
            for table in tables {
                let regrets = try meanRegrets(of: sampler, on: RecordedTable(named: table, in: url), seeds: seeds)
                for index in budgets.indices {
                    sums[index] += regrets[index]
                    printLine(sampler: name, table: table, trials: budgets[index], regret: regrets[index])
                }
            }
            for index in budgets.indices {
                let mean = sums[index] / Double(tables.count)
                printLine(sampler: name, table: "mean", trials: budgets[index], regret: mean)
            }
        }
    }

    /// The regret at each of `budgets`, mean over the seeds 0 ..< `seeds`.
    static func meanRegrets(of sampler: any Sampler, on table: RecordedTable, seeds: Int) throws -> [Double] {
        var sums = [Double](repeating: 0, count: budgets.count)
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
                if let index = budgets.firstIndex(of: trial + 1) { sums[index] += table.regret(ofLoss: best) }
            }
        }
        return sums.map { $0 / Double(seeds) }
    }

    private static func value(of option: String, _ rest: inout ArraySlice<String>) throws -> String {
        guard let value = rest.popFirst() else { throw BenchError.usage("\(option) needs a value") }
        return value
    }

    private static func printLine(sampler: String, table: String, trials: Int, regret: Double) {
        let line: JSONObject = [
            "sampler": .string(sampler), "table": .string(table), "trials": .int(trials),
            "regret": .double((regret * 1e6).rounded() / 1e6),
        ]
        print(JSONValue.object(line).text(pretty: false))
        fflush(nil)
    }
}
