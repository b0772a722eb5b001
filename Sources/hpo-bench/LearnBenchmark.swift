// `hpo-bench learn`: what the four workloads reach on their real data, as JSON lines.
//
//     hpo-bench learn ../shared/data --only motion

import Engine
import Foundation
import JSON
import Workloads

/// Trains each problem with its seeds.
///
/// `value` is the mean over the seeds of the metric's best epoch on the validation set, `last` that of the last epoch,
/// `test` that of the last epoch's weights on the test set; `baseline` and `test_baseline` are reached without the model,
/// and `target` is what `value` is to reach.
enum LearnBenchmark {
    struct Options {
        var folder = "../shared/data"
        var only: [String] = []
        var seeds: Int?
        var threads: Int?

        init(_ words: [String]) throws {
            var rest = words[...]
            while let word = rest.popFirst() {
                guard word.hasPrefix("--") else {
                    folder = word
                    continue
                }
                guard let value = rest.popFirst() else { throw BenchError.usage("\(word) needs a value") }
                switch word {
                case "--only": only.append(value)
                case "--seeds": seeds = Int(value)
                case "--threads": threads = Int(value)
                default: throw BenchError.usage("there is no option \(word)")
                }
            }
        }
    }

    static func run(_ words: [String]) throws {
        let options = try Options(words)
        for name in options.only where !LearnProblem.all.contains(where: { $0.name == name }) {
            throw BenchError.usage(
                "no problem is named \(name); there are \(LearnProblem.all.map(\.name).joined(separator: ", "))")
        }
        for problem in LearnProblem.all where options.only.isEmpty || options.only.contains(problem.name) {
            try run(problem, options)
        }
    }

    private static func run(_ problem: LearnProblem, _ options: Options) throws {
        var training = LearningRun(workload: problem.workload, data: "\(options.folder)/\(problem.file)")
        training.params = problem.params
        training.epochs = problem.epochs
        training.threads = options.threads
        let testMetric = problem.metric.replacing("val_", with: "", maxReplacements: 1)
        let clock = ContinuousClock()
        let start = clock.now
        var (values, lasts, tests): ([Double], [Double], [Double]) = ([], [], [])
        var (baseline, testBaseline, parameters): (Baseline?, Baseline?, Int) = (nil, nil, 0)
        for seed in 0..<(options.seeds ?? problem.seeds) {
            training.seed = UInt64(seed)
            let result = try training.run { report in
                let value = report[problem.metric] ?? .nan
                note(
                    "\(problem.name), seed \(seed), epoch \(report.epoch)/\(problem.epochs): \(problem.metric) \(value)"
                )
            }
            let metric = result.reports.compactMap { $0[problem.metric] }
            values.append(metric.max() ?? .nan)
            lasts.append(metric.last ?? .nan)
            tests.append(result.test.first { $0.name == testMetric }?.value ?? .nan)
            (baseline, testBaseline, parameters) = (result.baseline, result.testBaseline, result.parameterCount)
        }
        let seconds = (clock.now - start) / .seconds(1)
        printLine([
            "name": .string(problem.name), "data": .string(problem.file), "metric": .string(problem.metric),
            "value": rounded(mean(values), 4), "target": rounded(problem.target ?? baseline?.value ?? .nan, 4),
            "baseline": rounded(baseline?.value ?? .nan, 4), "baseline_name": .string(baseline?.name ?? "none"),
            "last": rounded(mean(lasts), 4), "test": rounded(mean(tests), 4),
            "test_baseline": rounded(testBaseline?.value ?? .nan, 4),
            "values": .array(values.map { rounded($0, 4) }), "epochs": .int(problem.epochs),
            "parameters": .int(parameters), "seconds": rounded(seconds, 1),
        ])
        fflush(nil)
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }

    private static func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
