import Expressions
package import Search
import Testing

/// An objective that says nothing of where to look: one level, but for noise, rounding and trials that go wrong.
package struct FlatObjective: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    /// The widths of the part of the first dimensions that does not fail; the others are free.
    package let healthy: [Double]
    /// How a trial outside of that part ends.
    let failure: Outcome
    /// The loss of a trial of that number inside.
    let loss: @Sendable (_ number: Int, _ generator: inout Generator) -> Double

    init(
        _ testDescription: String, healthy: [Double] = [], failure: Outcome = .failed(reason: "exit 1"),
        loss: @escaping @Sendable (Int, inout Generator) -> Double = { _, _ in 0.3 }
    ) {
        self.testDescription = testDescription
        self.healthy = healthy
        self.failure = failure
        self.loss = loss
    }

    /// Two widths whose product is a twentieth.
    private static let twentieth = [0.2236, 0.2236]

    package static let all = [
        FlatObjective("a constant"),
        FlatObjective("a constant whose last digit wavers") { _, generator in
            0.3 + 0x1p-54 * Double(generator.index(below: 5))
        },
        FlatObjective("a constant with noise of 1e-12") { _, generator in 0.3 * (1 + 1e-12 * generator.normal()) },
        FlatObjective("a constant with noise of 1e-6") { _, generator in 0.3 * (1 + 1e-6 * generator.normal()) },
        FlatObjective("an accuracy at chance level, in hundredths") { _, generator in
            -((0.1 + 0.006 * generator.normal()) * 100).rounded() / 100
        },
        FlatObjective("a constant after a worse first trial") { number, _ in number == 0 ? 0.9 : 0.3 },
        FlatObjective("a constant after a better first trial") { number, _ in number == 0 ? 0.1 : 0.3 },
        FlatObjective("a constant, half of it NaN", healthy: [0.5], failure: .completed(value: .nan)),
        FlatObjective("a constant, all but a twentieth NaN", healthy: twentieth, failure: .completed(value: .nan)),
        FlatObjective("a constant, half of it failing", healthy: [0.5]),
        FlatObjective("a constant, all but a twentieth failing", healthy: twentieth),
        FlatObjective("a constant, half of it infinite", healthy: [0.5], failure: .completed(value: .infinity)),
        FlatObjective(
            "one level of two, the better one on half of the space", healthy: [0.5], failure: .completed(value: 0.4)),
        FlatObjective("noise of 1e-6, half of it failing", healthy: [0.5]) { _, generator in
            0.3 * (1 + 1e-6 * generator.normal())
        },
        FlatObjective("failure everywhere") { _, _ in .nan },
    ]

    /// How trial `number` of `seed` ends at `point`, one coordinate of 0 … 1 for each parameter.
    package func outcome(at point: [Double], number: Int, seed: UInt64) -> Outcome {
        guard zip(point, healthy).allSatisfy({ $0 < $1 }) else { return failure }
        var generator = Generator(seed: seed &+ 1_000, trial: number)
        return .completed(value: loss(number, &generator))
    }

    /// Spaces of two and four dimensions of unlike kinds.
    package static let spaces: [@Sendable () throws -> Space] = [
        { try Space(parameters: plane) },
        {
            try Space(
                parameters: plane + [
                    Parameter(name: "c", domain: .int(low: 1, high: 12)),
                    Parameter(name: "d", domain: .choice(["x", "y", "z"].map { .string($0) })),
                ])
        },
    ]

    private static let plane = [
        Parameter(name: "a", domain: .float(low: 0, high: 0.9)),
        Parameter(name: "b", domain: .float(low: 1e-6, high: 1, log: true)),
    ]

    /// Where a configuration lies on 0 … 1 in each dimension, a choice in the middle of its share.
    package static func point(of configuration: Configuration, in space: Space) -> [Double] {
        zip(space.parameters, space.axes).map { parameter, axis in
            let coordinate = configuration[parameter.name].flatMap { axis.coordinate(of: $0) } ?? .nan
            guard case .category(let count) = axis.kind else { return coordinate }
            return (coordinate + 0.5) / Double(count)
        }
    }
}
