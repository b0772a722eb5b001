import Expressions
import Testing

@testable import Search

/// A sampler under the contract that all of them keep.
struct ContractedSampler: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sampler: any Sampler
    /// How many trials the studies of the suite have: fewer for a sampler whose suggestions are slow.
    let trials: Int

    static let all = [
        ContractedSampler(testDescription: "random", sampler: RandomSampler(), trials: 20),
        ContractedSampler(testDescription: "tpe", sampler: TPESampler(), trials: 20),
        ContractedSampler(
            testDescription: "tpe, one parameter at a time",
            sampler: TPESampler(startupTrials: 3, candidates: 8, multivariate: false), trials: 20),
        ContractedSampler(
            testDescription: "tpe without prior, clip and liar",
            sampler: TPESampler(
                startupTrials: 1, goodShare: 0.5, priorWeight: 0, magicClip: false, endpoints: true,
                constantLiar: false), trials: 20),
        ContractedSampler(testDescription: "gp", sampler: GPSampler(), trials: 12),
        ContractedSampler(testDescription: "auto", sampler: AutoSampler(), trials: 8),
        ContractedSampler(testDescription: "grid", sampler: GridSampler(), trials: 20),
        ContractedSampler(testDescription: "sobol", sampler: SobolSampler(), trials: 20),
        ContractedSampler(testDescription: "cmaes", sampler: CMAESSampler(), trials: 20),
        ContractedSampler(
            testDescription: "nsga2", sampler: NSGA2Sampler(populationSize: 6, mutation: 0.3), trials: 20),
    ]
}

@Suite struct SamplerContractTests {
    /// What trial `number` of `seed` is suggested.
    static func suggestion(
        _ contracted: ContractedSampler, in space: Space, after history: History, number: Int, seed: UInt64 = 1
    ) throws -> Configuration {
        var generator = Generator(seed: seed, trial: number)
        return try contracted.sampler.suggest(in: space, after: history, using: &generator)
    }

    /// A study that a sampler makes, with trials of all fates: one change after the other.
    static func changes(
        _ contracted: ContractedSampler, in space: Space, trials: Int? = nil
    ) throws -> [HistoryChange] {
        var history = History(direction: .minimize, space: space)
        var changes: [HistoryChange] = []
        for number in 0..<(trials ?? contracted.trials) {
            let configuration = try suggestion(contracted, in: space, after: history, number: number)
            #expect(space.violation(of: configuration) == nil)
            #expect(space.canonical(configuration) == configuration)
            var generator = Generator(seed: 2, trial: number)
            let value = (generator.normal() * 8).rounded() / 8
            var new = [HistoryChange.started(number: number, configuration: configuration)]
            new.append(.reported(number: number, epoch: 1, value: value))
            switch generator.index(below: 10) {
            case 0: new.append(.ended(number: number, outcome: .failed(reason: "exit 1")))
            case 1: new.append(.ended(number: number, outcome: .pruned(epoch: 1)))
            case 2: new.append(.ended(number: number, outcome: .stopped))
            case 3: break
            case 4: new.append(.ended(number: number, outcome: .completed(value: .nan)))
            default: new.append(.ended(number: number, outcome: .completed(value: value)))
            }
            for change in new { history.apply(change) }
            changes += new
        }
        return changes
    }

    @Test(
        "a suggestion is always inside the space, and is what it was when it is asked for again",
        arguments: ContractedSampler.all, Spaces.all.indices)
    func insideAndDeterministic(contracted: ContractedSampler, index: Int) throws {
        let space = try Spaces.all[index]()
        let configurations = try Self.changes(contracted, in: space).compactMap(\.configuration)
        #expect(configurations.count == contracted.trials)
        #expect(try Self.changes(contracted, in: space).compactMap(\.configuration) == configurations)
    }

    @Test("negated values in the other direction give the same suggestions", arguments: ContractedSampler.all)
    func symmetric(contracted: ContractedSampler) throws {
        let space = try Spaces.mixed()
        var (down, up) = (History(direction: .minimize, space: space), History(direction: .maximize, space: space))
        for change in try Self.changes(contracted, in: space) {
            down.apply(change)
            switch change {
            case .reported(let number, let epoch, let value):
                up.apply(.reported(number: number, epoch: epoch, value: -value))
            case .ended(let number, .completed(let score)):
                let negated = Score(values: score.values.map { -$0 }, violation: score.violation)
                up.apply(.ended(number: number, outcome: .completed(negated)))
            default: up.apply(change)
            }
        }
        for number in 100..<104 {
            #expect(
                try Self.suggestion(contracted, in: space, after: down, number: number)
                    == Self.suggestion(contracted, in: space, after: up, number: number))
        }
    }

    @Test(
        "neither the order in which changes arrived nor that of the parameters makes a difference",
        arguments: ContractedSampler.all)
    func orderless(contracted: ContractedSampler) throws {
        let space = try Spaces.mixed()
        let declaredOtherwise = try Space(
            parameters: space.parameters.reversed(), derived: space.derived.reversed(),
            constraints: space.constraints, fixed: space.fixed)
        let changes = try Self.changes(contracted, in: space)
        let expected = try Self.suggestion(
            contracted, in: space, after: HistoryTests.history(changes, space), number: 100)
        var generator = Generator(seed: 3, trial: 0)
        var shuffled = changes
        shuffled.shuffle(using: &generator)
        let history = HistoryTests.history(shuffled, space)
        #expect(try Self.suggestion(contracted, in: space, after: history, number: 100) == expected)
        #expect(try Self.suggestion(contracted, in: declaredOtherwise, after: history, number: 100) == expected)
        let plain = changes.reduce(into: History(direction: .minimize)) { $0.apply($1) }
        #expect(try Self.suggestion(contracted, in: space, after: plain, number: 100) == expected)
    }

    @Test(
        "histories in which all failed, are NaN, infinite, equal or running are survived",
        arguments: ContractedSampler.all,
        [
            .failed(reason: ""), .completed(value: .nan), .completed(value: .infinity), .completed(value: -.infinity),
            .completed(value: 1), .pruned(epoch: 1), .stopped, nil,
        ] as [Outcome?])
    func degenerate(contracted: ContractedSampler, outcome: Outcome?) throws {
        for space in [try Spaces.conditional(), try Spaces.mixed()] {
            for trials in [1, contracted.trials] {
                var history = History(direction: .maximize, space: space)
                for number in 0..<trials {
                    var generator = Generator(seed: 4, trial: number)
                    let configuration = try RandomSampler().suggest(in: space, after: history, using: &generator)
                    history.apply(.started(number: number, configuration: configuration))
                    if let outcome { history.apply(.ended(number: number, outcome: outcome)) }
                }
                let suggestion = try Self.suggestion(contracted, in: space, after: history, number: trials)
                #expect(space.violation(of: suggestion) == nil)
            }
        }
    }

    @Test("sixty-four running trials are given different configurations", arguments: ContractedSampler.all)
    func parallel(contracted: ContractedSampler) throws {
        let space = try Spaces.mixed()
        var history = HistoryTests.history(try Self.changes(contracted, in: space), space)
        var seen = Set(history.trials.map(\.configuration))
        for number in 200..<(contracted.trials < 20 ? 216 : 264) {
            let suggestion = try Self.suggestion(contracted, in: space, after: history, number: number)
            #expect(space.violation(of: suggestion) == nil)
            #expect(seen.insert(suggestion).inserted)
            history.apply(.started(number: number, configuration: suggestion))
        }
    }

    @Test("a space of one choice and an empty one have their one configuration", arguments: ContractedSampler.all)
    func single(contracted: ContractedSampler) throws {
        for parameters in [
            [], [Parameter(name: "only", domain: .choice([.string("a")]))],
            [
                Parameter(name: "a", domain: .float(low: 2, high: 2)),
                Parameter(name: "b", domain: .int(low: 3, high: 3)),
            ],
        ] {
            let space = try Space(parameters: parameters)
            let changes = try Self.changes(contracted, in: space, trials: contracted.trials / 2)
            #expect(Set(changes.compactMap(\.configuration)).count == 1)
        }
    }

    @Test("a space of two hundred parameters is no hindrance", arguments: ContractedSampler.all)
    func wide(contracted: ContractedSampler) throws {
        let space = try Space(
            parameters: (0..<200).map { index in
                let domains: [Domain] = [
                    .float(low: 0, high: 1), .int(low: 1, high: 64, log: true), .choice([.bool(true), .bool(false)]),
                    .float(low: 1e-9, high: 1, log: true), .choice([.int(1), .int(2), .int(3)], ordered: true),
                ]
                return Parameter(name: "p\(index)", domain: domains[index % 5])
            })
        _ = try Self.changes(contracted, in: space, trials: contracted.trials * 2 / 5)
    }

    @Test(
        "a finite space is tried whole before anything is tried twice, also under constraints",
        arguments: ContractedSampler.all)
    func exhaustive(contracted: ContractedSampler) throws {
        let space = try Spaces.tiny()
        var history = History(direction: .minimize, space: space)
        var seen = Set<Configuration>()
        for number in 0..<9 {
            let suggestion = try Self.suggestion(contracted, in: space, after: history, number: number)
            #expect(space.contains(suggestion))
            #expect(seen.insert(suggestion).inserted == (number < 7))
            history.apply(.started(number: number, configuration: suggestion))
            guard number % 3 < 2 else { continue }
            history.apply(.ended(number: number, outcome: .completed(value: Double(number))))
        }
    }

    @Test(
        "a space whose constraints cannot be met is an error that says how often it was tried",
        arguments: ContractedSampler.all)
    func infeasible(contracted: ContractedSampler) throws {
        let space = try Space(
            parameters: ["x", "y"].map { Parameter(name: $0, domain: .float(low: 0, high: 1)) },
            constraints: [Spaces.expression("x + y > 3")])
        var history = History(direction: .minimize)
        for number in 0..<12 {
            let configuration = Configuration(["x": .float(Double(number) / 20), "y": .float(0.5)])
            history.apply(.started(number: number, configuration: configuration))
            history.apply(.ended(number: number, outcome: .completed(value: Double(number))))
        }
        #expect(throws: SearchError.infeasible(attempts: 10_000)) {
            try Self.suggestion(contracted, in: space, after: history, number: 12)
        }
    }
}

extension HistoryChange {
    /// What a trial was started with.
    fileprivate var configuration: Configuration? {
        if case .started(_, let configuration) = self { configuration } else { nil }
    }
}
