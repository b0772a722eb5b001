// `hpo-bench learn`: what the four workloads reach on their real data, as JSON lines.
//
//     hpo-bench learn ../shared/data --only motion

import Arguments
import Engine
import Foundation
import JSON
import Workloads

/// Trains each problem with its seeds.
///
/// `value` is the mean over the seeds of the metric's best epoch on the validation set, `last` that of the last epoch,
/// `test` that of the last epoch's weights on the test set; `baseline` and `test_baseline` are reached without the model,
/// and `target` is what `value` is to reach.
enum LearnBench {
    private static let folder = Argument("FOLDER", .file, help: "The real data (../shared/data).")
    private static let only = Option(
        "only", .name(among: LearnProblem.all.map(\.name)), placeholder: "NAME", repeats: true,
        help: "One of the problems; may be repeated (all).")
    private static let seeds = Option(
        "seeds", .integer(in: 1...), placeholder: "N", help: "How many trainings, with other seeds.")
    private static let threads = Option("threads", .integer(in: 1...), placeholder: "N", help: "As of hpo train.")

    static let command = Command(
        "learn", summary: "What the four workloads reach on their real data.",
        details: [
            """
            Lines hold name, metric, value (the mean over the seeds of the best epoch on the validation set), last (that of \
            the last epoch), test (of the last epoch's weights on the test set), baseline and test_baseline (reached without \
            the model), and target, what value is to reach. The epochs are told on standard error.
            """
        ],
        inputs: [folder, only, seeds, threads]
    ) { arguments in
        let names = arguments.all(only)
        for problem in LearnProblem.all where names.isEmpty || names.contains(problem.name) {
            try run(problem, arguments)
        }
    }

    private static func run(_ problem: LearnProblem, _ arguments: ParsedArguments) throws {
        var training = LearningRun(
            workload: problem.workload, data: "\(arguments[folder] ?? "../shared/data")/\(problem.file)")
        training.params = problem.params
        training.epochs = problem.epochs
        training.threads = arguments[threads]
        let testMetric = problem.metric.replacing("val_", with: "", maxReplacements: 1)
        let clock = ContinuousClock()
        let start = clock.now
        var (values, lasts, tests): ([Double], [Double], [Double]) = ([], [], [])
        var (baseline, testBaseline, parameters): (Baseline?, Baseline?, Int) = (nil, nil, 0)
        for seed in 0..<(arguments[seeds] ?? problem.seeds) {
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
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
}
