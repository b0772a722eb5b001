import Arguments
import Expressions
import Foundation
import JSON
import Search

/// How much of objective space samplers dominate on two functions whose fronts are known.
enum FrontBench {
    static let command = Command(
        "front", summary: "How much of objective space samplers dominate, of two objectives whose front is known.",
        details: ["Lines hold sampler, function, trials and hypervolume, the mean share of a box around the front."],
        inputs: [Bench.sampler, Bench.seeds]
    ) { arguments in
        let seeds = arguments[Bench.seeds] ?? 20
        for (name, sampler) in Bench.samplers(arguments, standard: ["auto", "nsga2", "random", "sobol", "tpe"]) {
            for function in functions {
                var sums = [Double](repeating: 0, count: budgets.count)
                for seed in 0..<seeds {
                    let volumes = try volumes(of: sampler, on: function.second, seed: UInt64(seed))
                    for index in sums.indices { sums[index] += volumes[index] / Double(seeds) }
                }
                for (trials, volume) in zip(budgets, sums) {
                    printLine([
                        "sampler": .string(name), "function": .string(function.name), "trials": .int(trials),
                        "hypervolume": rounded(volume, 4),
                    ])
                }
            }
        }
    }

    static let budgets = [50, 100, 200, 400]

    /// Zitzler, Deb and Thiele's functions of six numbers of 0 … 1 (2000): the front is where all but the first are 0.
    private static let functions: [(name: String, second: @Sendable (_ first: Double, _ g: Double) -> Double)] = [
        ("zdt1", { first, g in g * (1 - (first / g).squareRoot()) }),
        ("zdt2", { first, g in g * (1 - first / g * (first / g)) }),
    ]
    /// Volumes are measured up to this point.
    private static let reference = [1.1, 4.0]

    /// The share of the reference box that the first trials of a study dominate, at each of `budgets`.
    private static func volumes(
        of sampler: any Sampler, on second: (Double, Double) -> Double, seed: UInt64
    ) throws -> [Double] {
        let space = try Space(
            parameters: (0..<6).map { Parameter(name: "x\($0)", domain: .float(low: 0, high: 1)) })
        var history = History(directions: [.minimize, .minimize], space: space)
        var points: [[Double]] = []
        var volumes: [Double] = []
        for trial in 0..<(budgets.last ?? 0) {
            var generator = Generator(seed: seed, trial: trial)
            let configuration = try sampler.suggest(in: space, after: history, using: &generator)
            let x = (0..<6).map { configuration["x\($0)"]?.number ?? 1 }
            let g = 1 + 9 * x.dropFirst().reduce(0, +) / 5
            points.append([x[0], second(x[0], g)])
            history.apply(.started(number: trial, configuration: configuration))
            history.apply(.ended(number: trial, outcome: .completed(Score(values: points[trial]))))
            if budgets.contains(trial + 1) {
                volumes.append(Hypervolume.volume(of: points, upTo: reference) / (reference[0] * reference[1]))
            }
        }
        return volumes
    }
}
