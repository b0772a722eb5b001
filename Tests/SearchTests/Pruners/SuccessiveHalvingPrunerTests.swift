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
