import Expressions
import HPOTesting
import Testing

@testable import Search

@Suite struct CMAESSamplerTests {
    /// Generations until `function` falls below `target` at the best point of one; nil after `limit`.
    private static func generations(
        from mean: [Double], step: Double, to target: Double, limit: Int, seed: UInt64, _ function: ([Double]) -> Double
    ) -> Int? {
        var state = CovarianceAdaptation(mean: mean, step: step)
        var generator = Generator(seed: seed, trial: 0)
        for generation in 1...limit {
            let points = (0..<state.population).map { _ in state.draw(using: &generator) }
            let values = points.map(function)
            let order = points.indices.sorted { values[$0] < values[$1] }
            if values[order[0]] < target { return generation }
            state.update(order.map { points[$0] })
        }
        return nil
    }

    @Test("the sphere in 5 dimensions takes 60 to 130 generations to 1e-10, as published runs do", arguments: 0..<4)
    func sphere(seed: UInt64) throws {
        let taken = Self.generations(
            from: [Double](repeating: 1, count: 5), step: 0.5, to: 1e-10, limit: 400, seed: seed
        ) { $0.reduce(0) { $0 + $1 * $1 } }
        #expect((60...130).contains(try #require(taken)))
    }

    @Test("an ellipsoid whose axes differ a thousandfold is learnt", arguments: 0..<3)
    func ellipsoid(seed: UInt64) throws {
        let taken = Self.generations(
            from: [Double](repeating: 1, count: 4), step: 0.5, to: 1e-10, limit: 1000, seed: seed
        ) { x in x[0] * x[0] + 1e2 * x[1] * x[1] + 1e4 * x[2] * x[2] + 1e6 * x[3] * x[3] }
        #expect(try #require(taken) < 500)
    }

    @Test("Rosenbrock's valley in 4 dimensions is followed", arguments: 0..<3)
    func rosenbrock(seed: UInt64) throws {
        let taken = Self.generations(
            from: [Double](repeating: 0, count: 4), step: 0.3, to: 1e-8, limit: 1500, seed: seed
        ) { x in
            (0..<3).reduce(0) { sum, i in
                let bend = x[i + 1] - x[i] * x[i]
                return sum + 100 * bend * bend + (1 - x[i]) * (1 - x[i])
            }
        }
        #expect(taken != nil)
    }

    @Test(
        "the margin gives the neighbouring values their probability, however small the deviation",
        arguments: [0.05, 0.3, 0.44, 0.95])
    func margin(mean: Double) {
        var state = CovarianceAdaptation(mean: [mean], step: 1e-4)
        let probability = 0.1
        let thresholds = [0.25, 0.5, 0.75]
        DiscreteMargin(probability: probability).correct(&state, dimension: 0, thresholds: thresholds)
        let deviation = state.deviation(0)
        let corrected = state.mean[0]
        func beyond(_ distance: Double) -> Double {
            distance >= 0
                ? NormalDistribution.upperMass(distance / deviation)
                : 1 - NormalDistribution.upperMass(-distance / deviation)
        }
        if mean < 0.25 {
            #expect(abs(beyond(0.25 - corrected) - probability) < 1e-9)
        } else if mean > 0.75 {
            #expect(abs(beyond(corrected - 0.75) - probability) < 1e-9)
        } else {
            #expect(abs(beyond(0.5 - corrected) - probability / 2) < 1e-6)
            #expect(abs(beyond(corrected - 0.25) - probability / 2) < 1e-6)
        }
    }

    @Test("quantiles invert the upper mass")
    func quantiles() {
        for p in [1e-12, 0.001, 0.2, 0.5] {
            #expect(abs(NormalDistribution.upperMass(NormalDistribution.upperQuantile(p)) - p) < 1e-10 * max(p, 1e-3))
        }
        #expect(abs(NormalDistribution.upperQuantile(0.975) + 1.959963984540054) < 1e-9)
    }

    private static func run(_ space: Space, trials: Int, _ value: (Configuration) -> Double) throws -> History {
        var history = History(direction: .minimize, space: space)
        for number in 0..<trials {
            var generator = Generator(seed: 3, trial: number)
            let configuration = try CMAESSampler().suggest(in: space, after: history, using: &generator)
            #expect(space.violation(of: configuration) == nil)
            history.apply(.started(number: number, configuration: configuration))
            history.apply(.ended(number: number, outcome: .completed(value: value(configuration))))
        }
        return history
    }

    @Test("a bowl over two numbers and an integer is descended")
    func bowl() throws {
        let space = try Space(
            parameters: [
                Parameter(name: "x", domain: .float(low: -3, high: 1)),
                Parameter(name: "y", domain: .float(low: 1e-5, high: 1e-1, log: true)),
                Parameter(name: "n", domain: .int(low: 1, high: 20)),
            ])
        let history = try Self.run(space, trials: 150) { configuration in
            let x = GPSamplerTests.number(configuration, "x") - 0.5
            let y = Elementary.log(GPSamplerTests.number(configuration, "y") / 3e-2)
            let n = GPSamplerTests.number(configuration, "n") - 17
            return x * x + 0.1 * y * y + 0.05 * n * n
        }
        #expect(try #require(history.best?.value) < 0.02)
    }

    @Test(
        "every proposal is inside, also where constraints, conditions and unlike kinds meet",
        arguments: Spaces.all.indices)
    func inside(index: Int) throws {
        _ = try Self.run(Spaces.all[index](), trials: 30) { Double($0.hashlessSum) }
    }
}
