import Search
import Testing

/// An objective over a square that is level for the most part, with something to be found.
struct SteppedObjective: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The loss up to which it counts as found.
    let target: Double
    /// How a trial at a point of the unit square ends, given chance of its own.
    let outcome: @Sendable (_ x: Double, _ y: Double, _ generator: inout Generator) -> Outcome

    /// A level with a better square of a side.
    static func needle(side: Double) -> @Sendable (Double, Double, inout Generator) -> Outcome {
        { x, y, _ in
            let isInside = x >= 0.62 && x < 0.62 + side && y >= 0.27 && y < 0.27 + side
            return .completed(value: isInside ? 0.1 : 0.3)
        }
    }

    /// The squared distance from a point.
    private static func bowl(_ x: Double, _ y: Double) -> Double { (x - 0.3) * (x - 0.3) + (y - 0.65) * (y - 0.65) }

    static let all = [
        SteppedObjective(
            testDescription: "a plateau, a twenty-fifth of it better", target: 0.1, outcome: needle(side: 0.2)),
        SteppedObjective(
            testDescription: "a plateau, a hundredth of it better", target: 0.1, outcome: needle(side: 0.1)),
        SteppedObjective(testDescription: "a bowl rounded to one digit", target: 0) { x, y, _ in
            .completed(value: (100 * bowl(x, y)).rounded() / 10)
        },
        SteppedObjective(testDescription: "an accuracy mostly at chance level, in hundredths", target: -0.5) {
            x, y, generator in
            let learnt = max(0, 0.8 - 16 * bowl(x, y))
            return .completed(value: -(100 * (0.1 + learnt + 0.006 * generator.normal())).rounded() / 100)
        },
        SteppedObjective(testDescription: "a bowl of which nine tenths fail", target: 0.005) { x, y, _ in
            bowl(x, y) < 0.0318 ? .completed(value: bowl(x, y)) : .failed(reason: "exit 1")
        },
        SteppedObjective(testDescription: "a bowl of which nine tenths are NaN, rounded to two digits", target: 0.01) {
            x, y, _ in
            .completed(value: bowl(x, y) < 0.0318 ? (100 * bowl(x, y)).rounded() / 100 : .nan)
        },
    ]

    /// In how many of `seeds` studies of `trials` trials a sampler finds it.
    func found(by contract: SamplerContract, seeds: Int, trials: Int) throws -> Int {
        let space = try Space(parameters: [
            Parameter(name: "x", domain: .float(low: 0, high: 1)),
            Parameter(name: "y", domain: .float(low: 1e-4, high: 1, log: true)),
        ])
        var found = 0
        for seed in 0..<seeds {
            var history = History(direction: .minimize, space: space)
            for number in 0..<trials {
                let suggestion = try contract.suggestion(
                    in: space, after: history, number: number, seed: UInt64(seed))
                let point = FlatObjective.point(of: suggestion, in: space)
                var generator = Generator(seed: 1_000 + UInt64(seed), trial: number)
                history.apply(.started(number: number, configuration: suggestion))
                history.apply(.ended(number: number, outcome: outcome(point[0], point[1], &generator)))
                if let value = history.best?.value, value <= target {
                    found += 1
                    break
                }
            }
        }
        return found
    }
}
