import Expressions
package import Search
import Testing

extension SamplerContract {
    /// What trial `number` of `seed` is suggested.
    package func suggestion(
        in space: Space, after history: History, number: Int, seed: UInt64 = 1
    ) throws -> Configuration {
        var generator = Generator(seed: seed, trial: number)
        return try sampler.suggest(in: space, after: history, using: &generator)
    }

    static func history(_ changes: [HistoryChange], _ space: Space) -> History {
        changes.reduce(into: History(direction: .minimize, space: space)) { $0.apply($1) }
    }

    /// A study that a sampler makes, with trials of all fates: one change after the other.
    func changes(in space: Space, trials count: Int? = nil) throws -> [HistoryChange] {
        var history = History(direction: .minimize, space: space)
        var changes: [HistoryChange] = []
        for number in 0..<(count ?? trials) {
            let configuration = try suggestion(in: space, after: history, number: number)
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

    func insideAndDeterministic() throws {
        for space in Spaces.all {
            let space = try space()
            let configurations = try changes(in: space).compactMap(\.configuration)
            #expect(configurations.count == trials)
            #expect(try changes(in: space).compactMap(\.configuration) == configurations)
        }
    }

    func symmetric() throws {
        let space = try Spaces.mixed()
        var (down, up) = (History(direction: .minimize, space: space), History(direction: .maximize, space: space))
        for change in try changes(in: space) {
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
                try suggestion(in: space, after: down, number: number)
                    == suggestion(in: space, after: up, number: number))
        }
    }

    func orderless() throws {
        let space = try Spaces.mixed()
        let declaredOtherwise = try Space(
            parameters: space.parameters.reversed(), derived: space.derived.reversed(),
            constraints: space.constraints, fixed: space.fixed)
        let changes = try changes(in: space)
        let expected = try suggestion(in: space, after: Self.history(changes, space), number: 100)
        var generator = Generator(seed: 3, trial: 0)
        var shuffled = changes
        shuffled.shuffle(using: &generator)
        let history = Self.history(shuffled, space)
        #expect(try suggestion(in: space, after: history, number: 100) == expected)
        #expect(try suggestion(in: declaredOtherwise, after: history, number: 100) == expected)
        let plain = changes.reduce(into: History(direction: .minimize)) { $0.apply($1) }
        #expect(try suggestion(in: space, after: plain, number: 100) == expected)
    }

    func degenerate() throws {
        let outcomes: [Outcome?] = [
            .failed(reason: ""), .completed(value: .nan), .completed(value: .infinity), .completed(value: -.infinity),
            .completed(value: 1), .pruned(epoch: 1), .stopped, nil,
        ]
        for (space, outcome) in try [Spaces.conditional(), Spaces.mixed()].flatMap({ space in
            outcomes.map { (space, $0) }
        }) {
            for trials in [1, trials] {
                var history = History(direction: .maximize, space: space)
                for number in 0..<trials {
                    var generator = Generator(seed: 4, trial: number)
                    let configuration = try RandomSampler().suggest(in: space, after: history, using: &generator)
                    history.apply(.started(number: number, configuration: configuration))
                    if let outcome { history.apply(.ended(number: number, outcome: outcome)) }
                }
                let suggestion = try suggestion(in: space, after: history, number: trials)
                #expect(
                    space.violation(of: suggestion) == nil, "after \(trials) of \(outcome.map { "\($0)" } ?? "running")"
                )
            }
        }
    }

    func parallel() throws {
        let space = try Spaces.mixed()
        var history = Self.history(try changes(in: space), space)
        var seen = Set(history.trials.map(\.configuration))
        for number in 200..<(trials < 20 ? 216 : 264) {
            let suggestion = try suggestion(in: space, after: history, number: number)
            #expect(space.violation(of: suggestion) == nil)
            #expect(seen.insert(suggestion).inserted)
            history.apply(.started(number: number, configuration: suggestion))
        }
    }

    func single() throws {
        for parameters in [
            [], [Parameter(name: "only", domain: .choice([.string("a")]))],
            [
                Parameter(name: "a", domain: .float(low: 2, high: 2)),
                Parameter(name: "b", domain: .int(low: 3, high: 3)),
            ],
        ] {
            let space = try Space(parameters: parameters)
            let changes = try changes(in: space, trials: trials / 2)
            #expect(Set(changes.compactMap(\.configuration)).count == 1)
        }
    }

    func wide() throws {
        let space = try Space(
            parameters: (0..<200).map { index in
                let domains: [Domain] = [
                    .float(low: 0, high: 1), .int(low: 1, high: 64, log: true), .choice([.bool(true), .bool(false)]),
                    .float(low: 1e-9, high: 1, log: true), .choice([.int(1), .int(2), .int(3)], ordered: true),
                ]
                return Parameter(name: "p\(index)", domain: domains[index % 5])
            })
        _ = try changes(in: space, trials: trials * 2 / 5)
    }

    func exhaustive() throws {
        let space = try Spaces.tiny()
        var history = History(direction: .minimize, space: space)
        var seen = Set<Configuration>()
        for number in 0..<9 {
            let suggestion = try suggestion(in: space, after: history, number: number)
            #expect(space.contains(suggestion))
            #expect(seen.insert(suggestion).inserted == (number < 7))
            history.apply(.started(number: number, configuration: suggestion))
            guard number % 3 < 2 else { continue }
            history.apply(.ended(number: number, outcome: .completed(value: Double(number))))
        }
    }

    func infeasible() throws {
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
            try suggestion(in: space, after: history, number: 12)
        }
    }
}

extension SamplerContract {
    func plateau() throws {
        guard fills else { return }
        for objective in FlatObjective.all {
            let chance = try Spread.mean(of: .random, on: objective, trials: 40, seeds: 4)
            let spread = try Spread.mean(of: self, on: objective, trials: 40, seeds: trials < 20 ? 1 : 2)
            #expect(spread.needles >= 0.85 * chance.needles, "\(objective.testDescription)")
            if objective.healthy.isEmpty { #expect(spread.edges <= chance.edges + 0.1, "\(objective.testDescription)") }
        }
    }

    func steps() throws {
        guard fills else { return }
        for objective in SteppedObjective.all {
            let chance = try objective.found(by: .random, seeds: 6, trials: 40)
            #expect(try objective.found(by: self, seeds: 6, trials: 40) >= chance - 1, "\(objective.testDescription)")
        }
    }

    private static let random = SamplerContract("random", of: RandomSampler())
}

extension HistoryChange {
    /// What a trial was started with.
    fileprivate var configuration: Configuration? {
        if case .started(_, let configuration) = self { configuration } else { nil }
    }
}
