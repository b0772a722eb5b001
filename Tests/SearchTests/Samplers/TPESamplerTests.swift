import Expressions
import HPOTesting
import Testing

@testable import Search

/// A function of known optimum over a space, to be minimized.
struct KnownFunction: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let space: @Sendable () throws -> Space
    let loss: @Sendable (Configuration) -> Double

    static func number(_ configuration: Configuration, _ name: String) -> Double {
        configuration[name]?.number ?? 0
    }

    static let all = [
        KnownFunction(
            testDescription: "a bowl over five numbers",
            space: {
                try Space(parameters: (0..<5).map { Parameter(name: "x\($0)", domain: .float(low: -5, high: 10)) })
            },
            loss: { configuration in
                (0..<5).reduce(0) { $0 + (number(configuration, "x\($1)") - 2) * (number(configuration, "x\($1)") - 2) }
            }),
        KnownFunction(
            testDescription: "logarithms, grids and choices",
            space: {
                try Space(parameters: [
                    Parameter(name: "lr", domain: .float(low: 1e-6, high: 1, log: true)),
                    Parameter(name: "units", domain: .int(low: 8, high: 1024, log: true)),
                    Parameter(name: "dropout", domain: .float(low: 0, high: 0.5, step: 0.05)),
                    Parameter(name: "layers", domain: .int(low: 1, high: 8)),
                    Parameter(name: "kind", domain: .choice(["a", "b", "c", "d"].map { .string($0) })),
                ])
            },
            loss: { configuration in
                let lr = Elementary.log(number(configuration, "lr")) - Elementary.log(1e-3)
                let units = Elementary.log(number(configuration, "units")) - Elementary.log(128)
                let dropout = 8 * (number(configuration, "dropout") - 0.15)
                let layers = number(configuration, "layers") - 3
                let kind = configuration["kind"] == .string("c") ? 0.0 : 4.0
                return lr * lr / 4 + units * units + dropout * dropout + layers * layers / 2 + kind
            }),
        KnownFunction(
            testDescription: "a branch whose parameters exist only within it",
            space: {
                try Space(parameters: [
                    Parameter(name: "kind", domain: .choice([.string("sgd"), .string("adam"), .string("lion")])),
                    Parameter(
                        name: "momentum", domain: .float(low: 0, high: 1),
                        condition: Expression(parsing: "kind == 'sgd'")),
                    Parameter(
                        name: "beta", domain: .float(low: 0, high: 1), condition: Expression(parsing: "kind == 'adam'")),
                    Parameter(name: "lr", domain: .float(low: 0, high: 1)),
                ])
            },
            loss: { configuration in
                let lr = number(configuration, "lr") - 0.3
                switch configuration["kind"] {
                case .string("sgd"): return abs(number(configuration, "momentum") - 0.9) + abs(lr)
                case .string("adam"): return 0.3 + abs(number(configuration, "beta") - 0.5) + abs(lr)
                default: return 0.6 + abs(lr)
                }
            }),
        KnownFunction(
            testDescription: "a corner under a constraint",
            space: {
                try Space(
                    parameters: ["x", "y"].map { Parameter(name: $0, domain: .float(low: 0, high: 1)) },
                    constraints: [Expression(parsing: "x + y < 1.2")])
            },
            loss: { -2 * number($0, "x") - number($0, "y") }),
    ]
}

@Suite struct TPESamplerTests {
    /// The best loss of each study of `trials` trials, one a seed.
    static func bests(
        _ sampler: any Sampler, _ function: KnownFunction, trials: Int, seeds: Int, failing: Bool = false
    ) throws -> [Double] {
        let space = try function.space()
        return try (0..<seeds).map { seed in
            var history = History(direction: .minimize, space: space)
            for number in 0..<trials {
                var generator = Generator(seed: UInt64(seed), trial: number)
                let configuration = try sampler.suggest(in: space, after: history, using: &generator)
                history.apply(.started(number: number, configuration: configuration))
                let loss = function.loss(configuration)
                let outcome = failing && number % 4 == 3 ? Outcome.failed(reason: "") : .completed(value: loss)
                history.apply(.ended(number: number, outcome: outcome))
            }
            return history.best?.value ?? .infinity
        }
    }

    @Test("it comes much nearer to a known optimum than chance does", arguments: KnownFunction.all)
    func optima(function: KnownFunction) throws {
        let tpe = try Self.bests(TPESampler(), function, trials: 60, seeds: 9).sorted()
        let random = try Self.bests(RandomSampler(), function, trials: 60, seeds: 9).sorted()
        let optimum = function.testDescription.contains("corner") ? -2.2 : 0
        #expect(tpe[4] - optimum < 0.6 * (random[4] - optimum))
        #expect(tpe.reduce(0, +) < random.reduce(0, +))
    }

    @Test("failed trials do not lead it astray")
    func failures() throws {
        let function = KnownFunction.all[1]
        let tpe = try Self.bests(TPESampler(), function, trials: 50, seeds: 3, failing: true).sorted()
        let random = try Self.bests(RandomSampler(), function, trials: 50, seeds: 3).sorted()
        #expect(tpe[1] < random[1])
    }

    @Test("where half of the space fails, it keeps to the other half")
    func failingHalf() throws {
        let space = try Space(parameters: ["x", "y"].map { Parameter(name: $0, domain: .float(low: 0, high: 1)) })
        var history = History(direction: .maximize, space: space)
        var failures = 0
        for number in 0..<60 {
            var generator = Generator(seed: 1, trial: number)
            let configuration = try TPESampler().suggest(in: space, after: history, using: &generator)
            history.apply(.started(number: number, configuration: configuration))
            let fails = KnownFunction.number(configuration, "x") > 0.5
            if fails && number >= 20 { failures += 1 }
            let value = -abs(KnownFunction.number(configuration, "x") - 0.35)
            history.apply(.ended(number: number, outcome: fails ? .failed(reason: "nan") : .completed(value: value)))
        }
        #expect(failures < 12)
    }

    @Test("running trials push the next suggestion away from themselves")
    func liar() throws {
        let space = try Space(parameters: [Parameter(name: "x", domain: .float(low: 0, high: 1))])
        var history = History(direction: .minimize, space: space)
        for number in 0..<20 {
            let x = Double(number) / 20
            history.apply(.started(number: number, configuration: Configuration(["x": .float(x)])))
            history.apply(.ended(number: number, outcome: .completed(value: abs(x - 0.5))))
        }
        func suggestions(_ sampler: TPESampler) throws -> [Double] {
            try (100..<140).map { number in
                var generator = Generator(seed: 1, trial: number)
                return try sampler.suggest(in: space, after: history, using: &generator)["x"]?.number ?? .nan
            }
        }
        func near(_ places: [Double]) -> Int { places.count { abs($0 - 0.5) < 0.05 } }
        let before = near(try suggestions(TPESampler()))
        for number in 20..<26 {
            history.apply(
                .started(number: number, configuration: Configuration(["x": .float(0.5 + Double(number) / 1e4)])))
        }
        let liar = near(try suggestions(TPESampler()))
        let honest = near(try suggestions(TPESampler(constantLiar: false)))
        #expect(liar < before / 2)
        #expect(honest == before)
    }

    @Test("the first trials are random ones, and no more than were asked for")
    func startup() throws {
        let space = try Spaces.mixed()
        var history = History(direction: .minimize, space: space)
        for number in 0..<12 {
            var (first, second) = (Generator(seed: 7, trial: number), Generator(seed: 7, trial: number))
            let tpe = try TPESampler(startupTrials: 10).suggest(in: space, after: history, using: &first)
            let random = try RandomSampler().suggest(in: space, after: history, using: &second)
            #expect((tpe == random) == (number < 10))
            history.apply(.started(number: number, configuration: tpe))
            history.apply(.ended(number: number, outcome: .completed(value: Double(number))))
        }
    }
}
