import Expressions
import HPOTesting
import Testing

@testable import Search

@Suite struct GPSamplerTests {
    /// Runs a study and returns its history; `loss` nil is a failure.
    static func run(
        _ space: Space, trials: Int, seed: UInt64 = 0, direction: Direction = .minimize,
        _ value: (Configuration) -> Double?
    ) throws -> History {
        var history = History(direction: direction, space: space)
        for number in 0..<trials {
            var generator = Generator(seed: seed, trial: number)
            let configuration = try GPSampler().suggest(in: space, after: history, using: &generator)
            #expect(space.violation(of: configuration) == nil)
            history.apply(.started(number: number, configuration: configuration))
            let value = value(configuration)
            history.apply(
                .ended(number: number, outcome: value.map { .completed(value: $0) } ?? .failed(reason: "diverged")))
        }
        return history
    }

    static func number(_ configuration: Configuration, _ name: String) -> Double {
        configuration[name].flatMap(\.number) ?? .nan
    }

    static func branin(_ configuration: Configuration) -> Double {
        let x = number(configuration, "x")
        let y = number(configuration, "y")
        let a = y - 0.129184508 * x * x + 1.591549431 * x - 6
        // cos x = 1 - 2 sin²(x / 2), by a series good to nine digits on this range.
        var term = 1.0
        var cosine = 1.0
        for k in 1..<25 {
            term *= -x * x / Double((2 * k - 1) * (2 * k))
            cosine += term
        }
        return a * a + 9.602112642 * cosine + 10
    }

    static func plane() throws -> Space {
        try Space(
            parameters: [
                Parameter(name: "x", domain: .float(low: -5, high: 10)),
                Parameter(name: "y", domain: .float(low: 0, high: 15)),
            ])
    }

    @Test("Branin's minimum of 0.397887 is all but found in 35 trials")
    func smooth() throws {
        let history = try Self.run(Self.plane(), trials: 35, Self.branin)
        let best = try #require(history.best?.value)
        #expect(best < 0.45)
    }

    @Test("it is found just so where a third of the space diverges and losses reach 1e9")
    func divergent() throws {
        let history = try Self.run(Self.plane(), trials: 40) { configuration in
            let x = Self.number(configuration, "x")
            return x < -2 ? nil : x > 7 ? 1e9 : Self.branin(configuration)
        }
        let best = try #require(history.best?.value)
        #expect(best < 0.5)
    }

    @Test("maximising the negative proposes the same")
    func symmetry() throws {
        let down = try Self.run(Self.plane(), trials: 12, Self.branin)
        let up = try Self.run(Self.plane(), trials: 12, direction: .maximize) { -Self.branin($0) }
        #expect(down.trials.map(\.configuration) == up.trials.map(\.configuration))
    }

    @Test(
        "every proposal is inside, also where constraints, conditions and unlike kinds meet",
        arguments: Spaces.all.indices)
    func inside(index: Int) throws {
        _ = try Self.run(Spaces.all[index](), trials: 14) { configuration in
            configuration.names.count % 5 == 3 ? nil : Double(configuration.hashlessSum)
        }
    }

    @Test("a finite space is tried whole before anything is tried twice")
    func exhaustion() throws {
        let history = try Self.run(Spaces.tiny(), trials: 9) { Double($0.hashlessSum) }
        #expect(Set(history.trials.prefix(7).map(\.configuration)).count == 7)
    }

    @Test("it fills the space until values differ, and says so")
    func filling() throws {
        let space = try Self.plane()
        func note(_ value: @escaping (Configuration) -> Double?) throws -> String? {
            let history = try Self.run(space, trials: 6, value)
            var generator = Generator(seed: 0, trial: 6)
            return try GPSampler().suggestion(in: space, after: history, using: &generator).note
        }
        #expect(try note { _ in 1 } == "gp, filling, over 6 trials, 0 running")
        #expect(try note { Self.number($0, "x") < 2 ? 1 : nil } == "gp, filling, over 6 trials, 0 running")
        #expect(try note(Self.branin) == "gp over 6 trials, 0 running")
    }

    @Test("of noise alone, however large, it believes little and is not drawn to the edges", arguments: [1, 1e-7])
    func noise(scale: Double) throws {
        var edges = 0
        for seed in 0..<3 {
            let history = try Self.run(Self.plane(), trials: 32, seed: UInt64(seed)) { configuration in
                var generator = Generator(seed: Self.number(configuration, "x").bitPattern, trial: 0)
                return 1 + scale * generator.normal()
            }
            for trial in history.trials.suffix(20) {
                let x = (Self.number(trial.configuration, "x") + 5) / 15
                let y = Self.number(trial.configuration, "y") / 15
                if [x, y].contains(where: { min($0, 1 - $0) < 0.05 }) { edges += 1 }
            }
        }
        // Of 60, chance has 11, and a model that believes every noise 50.
        #expect(edges <= 26)
    }

    @Test("64 running trials do not make it propose the same again")
    func parallel() throws {
        let space = try Self.plane()
        var history = try Self.run(space, trials: 8, Self.branin)
        var seen = Set<Configuration>()
        for number in 8..<24 {
            var generator = Generator(seed: 3, trial: number)
            let configuration = try GPSampler().suggest(in: space, after: history, using: &generator)
            #expect(seen.insert(configuration).inserted)
            history.apply(.started(number: number, configuration: configuration))
        }
    }

    @Test("many trials are thinned to the best and an even sample of the others")
    func selection() {
        #expect(GPSampler.selection(of: Array(0..<6), count: 8) == [0, 1, 2, 3, 4, 5])
        #expect(GPSampler.selection(of: Array(0..<100), count: 8) == [0, 1, 2, 3, 16, 40, 64, 88])
    }

    @Test("histories in which all failed, all are equal or all are NaN are survived", arguments: [nil, 1, .nan])
    func degenerate(value: Double?) throws {
        _ = try Self.run(Spaces.mixed(), trials: 9) { _ in value }
    }
}

extension Configuration {
    /// A number that depends on the values in an arbitrary but fixed way.
    var hashlessSum: Int {
        names.reduce(0) { sum, name in
            switch self[name] {
            case .int(let number)?: sum + number
            case .float(let number)?: sum + Int(number * 100)
            case .string(let text)?: sum + text.utf8.count
            case .bool(let flag)?: sum + (flag ? 1 : 0)
            case nil: sum
            }
        }
    }
}
