import Arguments
import Expressions
import Foundation
import JSON
import Search

/// How long one suggestion takes after many trials, over seven parameters of all kinds.
enum AskBench {
    private static let trials = Option(
        "trials", .integer(in: 1...), placeholder: "N", repeats: true,
        help: "After so many; may be repeated (100, 1000, 10000, 100000).")

    static let command = Command(
        "ask", summary: "Time one suggestion after many trials.",
        details: ["Lines hold sampler, trials, median_ms and p99_ms of 200 suggestions."],
        inputs: [Bench.sampler, trials]
    ) { arguments in
        let space = try space()
        let counts = arguments.all(trials)
        for (name, sampler) in Bench.samplers(arguments) {
            for count in counts.isEmpty ? [100, 1000, 10_000, 100_000] : counts {
                let times = try measure(sampler, in: space, after: history(of: count, in: space))
                printLine([
                    "sampler": .string(name), "trials": .int(count), "median_ms": .double(times.median),
                    "p99_ms": .double(times.p99),
                ])
            }
        }
    }

    private static func space() throws -> Space {
        try Space(
            parameters: [
                Parameter(name: "layers", domain: .int(low: 1, high: 6)),
                Parameter(name: "heads", domain: .choice([.int(2), .int(4), .int(8)])),
                Parameter(name: "d_model", domain: .choice([.int(32), .int(64), .int(128)], ordered: true)),
                Parameter(name: "cosine_weight", domain: .float(low: 0.5, high: 0.95)),
                Parameter(name: "eta_min", domain: .float(low: 1e-7, high: 1e-4, log: true)),
                Parameter(name: "dropout", domain: .float(low: 0, high: 0.5, step: 0.05)),
                Parameter(name: "warmup_steps", domain: .int(low: 1, high: 1000, log: true)),
            ],
            derived: [
                DerivedParameter(name: "mse_weight", expression: Expression(parsing: "1 - cosine_weight")),
                DerivedParameter(name: "dim_feedforward", expression: Expression(parsing: "4 * d_model")),
            ],
            constraints: [Expression(parsing: "d_model % heads == 0")])
    }

    /// Random trials of a smooth function with a little noise.
    private static func history(of count: Int, in space: Space) throws -> History {
        var history = History(direction: .minimize, space: space)
        for trial in 0..<count {
            var generator = Generator(seed: 1, trial: trial)
            let configuration = try RandomSampler().suggest(in: space, after: history, using: &generator)
            var loss = 0.1 * generator.normal()
            for case let (name, value?) in space.parameters.map({ ($0.name, configuration[$0.name]?.number) }) {
                let place = name == "eta_min" || name == "warmup_steps" ? log(value) : value
                loss += place * place / 100
            }
            history.apply(.started(number: trial, configuration: configuration))
            history.apply(.ended(number: trial, outcome: .completed(value: loss)))
        }
        return history
    }

    private static func measure(
        _ sampler: any Sampler, in space: Space, after history: History
    ) throws -> (median: Double, p99: Double) {
        var milliseconds: [Double] = []
        for ask in 0..<220 {
            var generator = Generator(seed: 2, trial: history.trials.count + ask)
            let duration = try ContinuousClock().measure {
                _ = try sampler.suggest(in: space, after: history, using: &generator)
            }
            let (seconds, attoseconds) = duration.components
            milliseconds.append(Double(seconds) * 1e3 + Double(attoseconds) * 1e-15)
        }
        let sorted = milliseconds.dropFirst(20).sorted()
        func round(_ number: Double) -> Double { (number * 1e5).rounded() / 1e5 }
        return (round(sorted[sorted.count / 2]), round(sorted[sorted.count * 99 / 100]))
    }
}
