import HPOTesting
import Search
import Testing

@Suite struct SuccessiveHalvingPrunerTests {
    /// Ten trials in turn with η = 2 and rungs at 1, 2, 4: their losses, and the epoch at which each is stopped.
    ///
    ///     trial  rung 1                     rung 2                rung 4
    ///     0      5: alone, goes on          4: alone              3: alone
    ///     1      6: 2nd of 2 for 1 place
    ///     2      3: 1st of 3 for 1          3: 1st of 2 for 1     2.5: 1st of 2 for 1
    ///     3      4: 2nd of 4 for 2          4: 2nd of 3 for 1
    ///     4      7: 5th of 5 for 2
    ///     5      4: 2nd of 6 for 3          2: 1st of 4 for 2     2: 1st of 3 for 1
    ///     6      NaN
    ///     7      4: 2nd of 8 for 4          3.5: 3rd of 5 for 2
    ///     8      1: 1st of 9 for 4          1: 1st of 6 for 3     1: 1st of 4 for 2, though epoch 4 is worse
    ///     9      5: 6th of 10 for 5
    static let table: [(losses: [Double], stopped: Int?)] = [
        ([5, 4, 4, 3], nil),
        ([6], 1),
        ([3, 3.5, 3, 2.5], nil),
        ([4, 4.2], 2),
        ([7], 1),
        ([4, 2, 3, 2.5], nil),
        ([.nan], 1),
        ([4, 3.5], 2),
        ([1, 6, 7, 8], nil),
        ([5], 1),
    ]

    @Test("the promotions are those of the written table, whichever way is better", arguments: Direction.allCases)
    func promotions(direction: Direction) {
        let pruner = SuccessiveHalvingPruner(minResource: 1, reductionFactor: 2)
        var history = History(direction: direction)
        for (number, row) in Self.table.enumerated() {
            let values = row.losses.map { direction == .minimize ? $0 : -$0 }
            #expect(pruner.stopping(number, values, in: &history) == row.stopped, "trial \(number)")
        }
    }

    /// What happens in turn to trials with η = 2 and rungs at 1, 2, 4, when those that are not among the best half of a rung
    /// are paused and what can be promoted goes first. Four epochs are a whole training.
    ///
    ///     trial  rung 1                         rung 2
    ///     0      5: alone, goes on              4: alone
    ///     1      6: 2nd of 2 for 1 place; with ten trials there are 5 places, and it is 5th
    ///                                           3: 2nd of 5 for 2, the lower number before trial 2
    ///     2      3: 1st of 3 for 1              3: 1st of 2 for 1
    ///     3      4: 2nd of 4 for 2              4: 3rd of 3 for 1
    ///     4      2: 1st of 5 for 2              2: 1st of 4 for 2
    ///     5 … 9  behind
    ///     10     6.5: 6th of 11 for 5; with twelve there are 6 places
    ///                                           3.5: 4th of 6 for 3; with eight there are 4 places
    ///     11     behind
    ///     12     3.8: 3rd of 13 for 6           3.8: 5th of 7 for 3
    ///     13     3.9: 4th of 14 for 7           3.9: 6th of 8 for 4
    static let promoted: (losses: [[Double]], events: [String]) = (
        [
            [5, 4, 4, 3], [6, 3, 3, 3], [3, 3.5, 3, 2.5], [4, 4.2, 2, 2], [2, 2, 2, 2], [7, 1, 1, 1], [8, 1, 1, 1],
            [9, 9, 9, 9], [9, 9, 9, 9], [9, 9, 9, 9], [6.5, 3.5, 3.4, 3.3], [9, 9, 9, 9], [3.8, 3.8, 3, 3],
            [3.9, 3.9, 3, 3],
        ],
        [
            "0 completed", "1 paused at 1", "2 completed", "3 paused at 2", "4 completed", "5 paused at 1",
            "6 paused at 1", "7 paused at 1", "8 paused at 1", "9 paused at 1", "1 promoted", "1 completed",
            "10 paused at 1", "11 paused at 1", "10 promoted", "10 paused at 2", "12 paused at 2", "13 paused at 2",
            "10 promoted", "10 completed",
        ]
    )

    @Test(
        "paused trials are promoted as the written table says, whichever way is better", arguments: Direction.allCases)
    func pausesAndPromotes(direction: Direction) {
        let pruner = SuccessiveHalvingPruner(minResource: 1, reductionFactor: 2, promotes: true)
        let values = Self.promoted.losses.map { $0.map { direction == .minimize ? $0 : -$0 } }
        var history = History(direction: direction)
        let events = pruner.search(values, in: &history)
        #expect(events == Self.promoted.events)
        #expect(history.ranking.count == values.count, "paused trials are known as far as they came")
    }

    @Test("in the end no paused trial is among the best 1 / η of its rung, and each rung's best have gone on")
    func promotionsOracle() {
        var generator = Generator(seed: 3, trial: 2)
        for _ in 0..<10 {
            let curves = (0..<60).map { _ in (0..<9).map { _ in Double(generator.index(below: 40)) } }
            var history = History(direction: .minimize)
            let pruner = SuccessiveHalvingPruner(minResource: 1, reductionFactor: 3, promotes: true)
            _ = pruner.search(curves, in: &history)
            for rung in [1, 3] {
                let reached = history.trials.filter { ($0.curve.epochs.last ?? 0) >= rung }
                let order = reached.sorted {
                    let left = $0.curve.best(.minimize, through: rung)?.value ?? .infinity
                    let right = $1.curve.best(.minimize, through: rung)?.value ?? .infinity
                    return (left, $0.number) < (right, $1.number)
                }
                let top = order.prefix(max(1, reached.count / 3))
                #expect(top.allSatisfy { $0.outcome != .paused(epoch: rung) })
                #expect(order.allSatisfy { $0.outcome == .paused(epoch: rung) || ($0.curve.epochs.last ?? 0) > rung })
            }
        }
    }

    @Test("a trial with nothing but NaN or a loss beyond all bounds is never promoted")
    func hopeless() {
        let pruner = SuccessiveHalvingPruner(reductionFactor: 2, promotes: true)
        var history = History(direction: .minimize)
        let events = pruner.search(
            Array(repeating: [.nan, 1], count: 3) + [[.infinity, 1], [.infinity, 1]], in: &history)
        #expect(events.filter { $0.hasSuffix("pruned at 1") }.count == 3)
        #expect(events.filter { $0.hasSuffix("promoted") } == [])
    }

    @Test("many trials at once are promoted as the paper's top 1 / η is")
    func oracle() {
        var generator = Generator(seed: 8, trial: 1)
        let pruner = SuccessiveHalvingPruner(minResource: 2, reductionFactor: 3)
        for _ in 0..<20 {
            let curves = (0..<40).map { _ in
                (0..<generator.index(below: 20) + 1).map { _ in Double(generator.index(below: 50)) }
            }
            var history = History(direction: .minimize)
            for (number, values) in curves.enumerated() { history.run(number, values, then: nil) }
            for (number, values) in curves.enumerated() {
                for epoch in 1...values.count {
                    let curve = Curve(Array(values[..<epoch]))
                    let verdict = pruner.verdict(on: curve, of: number, at: epoch, among: history)
                    guard [2, 6, 18].contains(epoch) else {
                        #expect(verdict == .continue)
                        continue
                    }
                    let bests = curves.filter { $0.count >= epoch }.compactMap { $0[..<epoch].min() }.sorted()
                    let last = bests[max(bests.count / 3, 1) - 1]
                    #expect((verdict == .continue) == ((curve.values.min() ?? 0) <= last))
                }
            }
        }
    }

    @Test("the first rungs can be left out, and a bootstrap wanted before the first promotion")
    func options() {
        let late = SuccessiveHalvingPruner(minResource: 1, reductionFactor: 4, minEarlyStoppingRate: 1)
        let history = History(.minimize, completed: Array(repeating: [Double](repeating: 1, count: 20), count: 4))
        let verdicts = (1...17).map {
            late.verdict(on: Curve([Double](repeating: 2, count: $0)), of: 4, at: $0, among: history)
        }
        #expect(verdicts.indices.filter { verdicts[$0] == .stop } == [3, 15])

        let bootstrapped = SuccessiveHalvingPruner(bootstrapCount: 3)
        var empty = History(direction: .minimize)
        #expect((0..<5).map { bootstrapped.stopping($0, [Double(10 - $0)], in: &empty) } == [1, 1, 1, nil, nil])
    }

    @Test("a program that reports every fifth epoch is judged at its first report after a rung")
    func sparse() {
        var history = History(direction: .minimize)
        var curve = Curve()
        var verdicts: [Verdict] = []
        for number in 0..<4 {
            history.apply(.started(number: number, configuration: Configuration()))
            for epoch in [5, 10, 15, 20] { history.apply(.reported(number: number, epoch: epoch, value: 1)) }
        }
        for epoch in [5, 10, 15, 20] {
            curve.report(2, at: epoch)
            verdicts.append(SuccessiveHalvingPruner().verdict(on: curve, of: 9, at: epoch, among: history))
        }
        #expect(verdicts == [.stop, .continue, .continue, .stop])
    }

    @Test("a rung beyond what an integer holds is never reached")
    func overflow() {
        let pruner = SuccessiveHalvingPruner(minResource: 1, reductionFactor: .max / 2, minEarlyStoppingRate: 5)
        var curve = Curve()
        curve.report(1, at: .max)
        let history = History(.minimize, completed: [[0]])
        #expect(pruner.verdict(on: curve, of: 1, at: .max, among: history) == .continue)
    }
}
