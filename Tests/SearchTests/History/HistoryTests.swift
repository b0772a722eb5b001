import Expressions
import HPOTesting
import Testing

@testable import Search

@Suite struct HistoryTests {
    /// The changes of trials with all kinds of fates, each trial's in order.
    static func changes(trials: Int, in space: Space, seed: UInt64) throws -> [[HistoryChange]] {
        try (0..<trials).map { number in
            var generator = Generator(seed: seed, trial: number)
            let configuration = try RandomSampler().suggest(
                in: space, after: History(direction: .minimize), using: &generator)
            var changes = [HistoryChange.started(number: number, configuration: configuration)]
            let epochs = 1 + generator.index(below: 6)
            for epoch in 1...epochs {
                let value = generator.uniform() < 0.1 ? .nan : (generator.normal() * 4).rounded()
                changes.append(.reported(number: number, epoch: epoch, value: value))
                if generator.uniform() < 0.1 {
                    changes.append(.ended(number: number, outcome: .stopped))
                    changes.append(.resumed(number: number))
                    changes.append(.reported(number: number, epoch: epoch, value: value))
                }
            }
            let fates: [Outcome?] = [
                .completed(value: (generator.normal() * 4).rounded()), .completed(value: .nan),
                .completed(value: .infinity), .pruned(epoch: epochs), .pruned(epoch: epochs + 3),
                .failed(reason: "exit 1"), .stopped, nil,
            ]
            if let fate = fates[generator.index(below: fates.count)] {
                changes.append(.ended(number: number, outcome: fate))
            }
            return changes
        }
    }

    static func history(_ changes: [HistoryChange], _ space: Space, _ direction: Direction = .minimize) -> History {
        changes.reduce(into: History(direction: direction, space: space)) { $0.apply($1) }
    }

    @Test("the indexes are consistent after every change", arguments: Direction.allCases)
    func invariants(direction: Direction) throws {
        let space = try Spaces.conditional()
        var history = History(direction: direction, space: space)
        for change in try Self.changes(trials: 25, in: space, seed: 1).joined() {
            history.apply(change)
            #expect(history.brokenInvariants() == [])
        }
    }

    @Test(
        "without a trial that was deleted, a history is what it were if that had never been",
        arguments: 1...6 as ClosedRange<UInt64>)
    func deleted(seed: UInt64) throws {
        let space = try Spaces.conditional()
        let changes = try Self.changes(trials: 20, in: space, seed: seed)
        var generator = Generator(seed: seed, trial: 1)
        let gone = Set((0..<5).map { _ in generator.index(below: 20) })
        var history = Self.history(changes.flatMap { $0 }, space)
        for number in gone {
            history.apply(.deleted(number: number))
            history.apply(.deleted(number: number))
            #expect(history.brokenInvariants() == [])
        }
        let expected = Self.history(changes.indices.filter { !gone.contains($0) }.flatMap { changes[$0] }, space)
        #expect(history.trials.map(\.number) == expected.trials.map(\.number))
        #expect(history.ranking == expected.ranking && history.rankedSuccesses == expected.rankedSuccesses)
        for epoch in 1..<7 { #expect(history.completedLosses(at: epoch) == expected.completedLosses(at: epoch)) }
        for number in gone { #expect(history.trial(number) == nil) }
        let next = try TPESampler().suggest(in: space, after: history, using: &generator)
        var same = Generator(seed: seed, trial: 2)
        var other = Generator(seed: seed, trial: 2)
        #expect(space.contains(next))
        #expect(
            try TPESampler().suggest(in: space, after: history, using: &same)
                == TPESampler().suggest(in: space, after: expected, using: &other))
    }

    @Test("of an epoch that is reported again the last value counts, whether the trial runs or has ended")
    func again() throws {
        let space = try Spaces.mixed()
        var history = History(direction: .minimize, space: space)
        for number in 0..<3 {
            history.apply(.started(number: number, configuration: Configuration()))
            history.apply(.reported(number: number, epoch: 1, value: Double(number)))
        }
        history.apply(.ended(number: 0, outcome: .completed(value: 0)))
        history.apply(.ended(number: 1, outcome: .pruned(epoch: 1)))
        for number in 0..<3 {
            history.apply(.reported(number: number, epoch: 1, value: 5 - Double(number)))
            #expect(history.brokenInvariants() == [])
        }
        #expect(history.trials.map(\.curve.values) == [[5], [4], [3]])
        for number in 0..<3 {
            history.apply(.reported(number: number, epoch: 3, value: 1))
            history.apply(.restarted(number: number, epoch: 2))
            #expect(history.brokenInvariants() == [])
        }
        #expect(history.trials.map(\.curve.epochs) == [[1], [1], [1]])
        #expect(history.completedLosses(at: 1).quantile(0.5) == 5)
    }

    @Test("the order in which changes arrive makes no difference", arguments: 0..<8 as Range<UInt64>)
    func arrival(seed: UInt64) throws {
        let space = try Spaces.mixed()
        let changes = try Self.changes(trials: 20, in: space, seed: 2).flatMap { $0 }
        let expected = Self.history(changes, space)
        var generator = Generator(seed: seed, trial: 0)
        var shuffled = changes
        shuffled.shuffle(using: &generator)
        var history = History(direction: .minimize, space: space)
        for change in shuffled {
            history.apply(change)
            #expect(history.brokenInvariants() == [])
        }
        // As text, in which NaN is NaN.
        let outcomes = { (history: History) in history.trials.map { String(describing: $0.outcome) } }
        #expect(outcomes(history) == outcomes(expected))
        #expect(history.trials.map(\.configuration) == expected.trials.map(\.configuration))
        #expect(history.trials.map(\.curve.epochs) == expected.trials.map(\.curve.epochs))
        #expect(history.ranking == expected.ranking)
        for epoch in 1..<7 {
            #expect(history.completedLosses(at: epoch) == expected.completedLosses(at: epoch))
        }
    }

    @Test("changes that make no sense do no harm")
    func nonsense() throws {
        var history = History(direction: .maximize)
        let nothing = Configuration()
        let changes: [HistoryChange] = [
            .ended(number: 3, outcome: .completed(value: 1)), .resumed(number: 9), .resumed(number: 3),
            .reported(number: 3, epoch: 2, value: 0.5), .started(number: 3, configuration: nothing),
            .started(number: 3, configuration: Configuration(["x": .int(1)])),
            .ended(number: 3, outcome: .failed(reason: "late")), .reported(number: 3, epoch: 2, value: 7),
            .reported(number: 3, epoch: .max, value: .infinity), .reported(number: 3, epoch: .min, value: .nan),
            .started(number: -5, configuration: nothing), .ended(number: -5, outcome: .pruned(epoch: .max)),
            .started(number: .max, configuration: nothing), .ended(number: .max, outcome: .stopped),
        ]
        for change in changes {
            history.apply(change)
            #expect(history.brokenInvariants() == [])
        }
        #expect(history.trial(3)?.outcome == .completed(value: 1))
        #expect(history.trial(3)?.configuration == nothing)
        #expect(history.trial(3)?.curve.value(at: 2) == 7)
        #expect(history.trial(.max)?.outcome == nil)
        #expect(history.trials.map(\.number) == [-5, 3, .max])
    }

    @Test("trials rank by value, then by how far they came, then as failures")
    func ranking() {
        let fates: [(outcome: Outcome, curve: [Double])] = [
            (.failed(reason: ""), [9]), (.completed(value: 1), [1]), (.pruned(epoch: 2), [0, 5]),
            (.completed(value: .nan), [.nan]), (.completed(value: 2), [2]), (.pruned(epoch: 3), [0, 0, 1]),
            (.pruned(epoch: 2), [0, 6]), (.completed(value: -.infinity), [-.infinity]), (.pruned(epoch: 2), [0, .nan]),
            (.completed(value: 2), [2]),
        ]
        var history = History(direction: .maximize)
        for (number, fate) in fates.enumerated() {
            history.apply(.started(number: number, configuration: Configuration()))
            for (index, value) in fate.curve.enumerated() {
                history.apply(.reported(number: number, epoch: index + 1, value: value))
            }
            history.apply(.ended(number: number, outcome: fate.outcome))
        }
        #expect(history.ranking == [4, 9, 1, 5, 6, 2, 8, 0, 3, 7])
        #expect(history.rankedSuccesses == 7)
        #expect(history.best?.number == 4)
        #expect(history.best?.bestEpoch == 1)
    }

    @Test("a paused trial is known as far as it came, until it goes on")
    func paused() {
        var history = History(direction: .minimize)
        func apply(_ changes: [HistoryChange]) {
            for change in changes {
                history.apply(change)
                #expect(history.brokenInvariants() == [])
            }
        }
        apply([
            .started(number: 0, configuration: Configuration()), .reported(number: 0, epoch: 1, value: 3),
            .ended(number: 0, outcome: .paused(epoch: 1)), .started(number: 1, configuration: Configuration()),
            .reported(number: 1, epoch: 1, value: 2), .ended(number: 1, outcome: .pruned(epoch: 1)),
        ])
        #expect(history.ranking == [1, 0] && history.rankedSuccesses == 2)
        #expect(history.trial(0)?.outcome == .paused(epoch: 1))
        apply([.resumed(number: 0)])
        #expect(history.ranking == [1] && history.trial(0)?.outcome == nil)
        apply([.ended(number: 0, outcome: .stopped)])
        #expect(history.ranking == [1] && history.trial(0)?.outcome == nil)
        apply([
            .resumed(number: 0), .reported(number: 0, epoch: 2, value: 1),
            .ended(number: 0, outcome: .paused(epoch: 2)),
        ])
        #expect(history.ranking == [0, 1])
        apply([.ended(number: 0, outcome: .completed(value: .nan)), .ended(number: 0, outcome: .paused(epoch: 9))])
        #expect(history.ranking == [1, 0] && history.rankedSuccesses == 1)
    }

    @Test("a stopped trial runs again once it is resumed")
    func resume() {
        var history = History(direction: .minimize)
        history.apply(.started(number: 0, configuration: Configuration()))
        history.apply(.reported(number: 0, epoch: 1, value: 3))
        history.apply(.ended(number: 0, outcome: .stopped))
        #expect(history.trial(0)?.outcome == nil)
        history.apply(.resumed(number: 0))
        history.apply(.reported(number: 0, epoch: 1, value: 4))
        history.apply(.reported(number: 0, epoch: 2, value: 2))
        history.apply(.ended(number: 0, outcome: .completed(value: 2)))
        #expect(history.trial(0)?.curve.values == [4, 2])
        #expect(history.trial(0)?.bestEpoch == 2)
    }

    @Test("the best so far passes over NaN and keeps the first of equals")
    func best() {
        var curve = Curve()
        #expect(curve.best(.maximize) == nil)
        curve.report(.nan, at: 1)
        #expect(curve.best(.maximize)?.epoch == 1)
        curve.report(-.infinity, at: 2)
        #expect(curve.best(.maximize)?.epoch == 2)
        for (epoch, value) in [(3, 1.0), (4, 5.0), (5, 5.0), (6, 7.0)] { curve.report(value, at: epoch) }
        #expect(curve.best(.maximize, through: 5)?.epoch == 4)
        #expect(curve.best(.minimize)?.epoch == 2)
        #expect(curve.best(.maximize, through: 0) == nil)
    }

    @Test("a history that was made without a space encodes its trials for any space")
    func otherSpace() throws {
        let space = try Spaces.mixed()
        let changes = try Self.changes(trials: 12, in: space, seed: 3).flatMap { $0 }
        var plain = History(direction: .minimize)
        for change in changes { plain.apply(change) }
        let table = plain.table(for: space)
        #expect(table.brokenInvariants(plain.trials.map(\.configuration)) == [])
        let narrower = try Space(parameters: [Parameter(name: "layers", domain: .int(low: 2, high: 3))])
        let narrow = plain.table(for: narrower)
        let layers = plain.trials.count { [.int(2), .int(3)].contains($0.configuration["layers"]) }
        #expect(narrow.columns[0].sorted.count == layers)
    }
}
