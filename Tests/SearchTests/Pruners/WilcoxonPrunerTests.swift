import HPOTesting
import Search
import Testing

@Suite struct WilcoxonPrunerTests {
    /// The best trial's losses on eight folds.
    static let best: [Double] = [3, 1, 4, 1, 5, 9, 2, 6]

    private func firstStop(_ pruner: WilcoxonPruner, _ excess: [Double], _ direction: Direction = .minimize) -> Int? {
        let sign: Double = direction == .minimize ? 1 : -1
        var history = History(direction, completed: [Self.best.map { sign * $0 }])
        return pruner.stopping(1, zip(Self.best, excess).map { sign * ($0 + $1) }, in: &history)
    }

    @Test("a trial that is always worse stops where 1 / 2^n falls below p", arguments: Direction.allCases)
    func always(direction: Direction) {
        let excess: [Double] = [1, 2, 3, 4, 5, 6, 7, 8]
        #expect(firstStop(WilcoxonPruner(), excess, direction) == 4)
        #expect(firstStop(WilcoxonPruner(pThreshold: 0.25), excess, direction) == 3)
        #expect(firstStop(WilcoxonPruner(pThreshold: 0.05), excess, direction) == 5)
        #expect(firstStop(WilcoxonPruner(startupEpochs: 6), excess, direction) == 6)
        #expect(firstStop(WilcoxonPruner(pThreshold: 0), excess, direction) == nil)
        #expect(firstStop(WilcoxonPruner(pThreshold: .nan), excess, direction) == nil)
    }

    @Test("one that is better on the smallest difference alone stops where 2 / 2^n does")
    func oneBetter() {
        #expect(firstStop(WilcoxonPruner(), [-1, 2, 3, 4, 5, 6, 7, 8]) == 5)
    }

    @Test("equal trials, better ones and those that are better on average go on")
    func goOn() {
        #expect(firstStop(WilcoxonPruner(), [Double](repeating: 0, count: 8)) == nil)
        #expect(firstStop(WilcoxonPruner(), [-1, -2, -3, -4, -5, -6, -7, -8]) == nil)
        #expect(firstStop(WilcoxonPruner(), [-100, 1, 1, 1, 1, 1, 1, 1]) == nil)
    }

    @Test("NaN is worse than all, in the trial and in the best")
    func nan() {
        #expect(firstStop(WilcoxonPruner(), [.nan, .nan, .nan, .nan, 0, 0, 0, 0]) == 4)
        var history = History(.minimize, completed: [[1, .nan, .nan, .nan, .nan]])
        #expect(WilcoxonPruner().stopping(1, [2, 9, 9, 9, 9], in: &history) == nil)
    }

    @Test("only shared epochs count, against the best of the completed trials")
    func shared() {
        var history = History(.minimize, completed: [[0, 0, 0], [9, 9, 9, 9, 9]])
        #expect(WilcoxonPruner().stopping(2, [5, 5, 5, 5, 5], in: &history) == nil)
        var nobody = History(direction: .minimize)
        nobody.run(0, [0, 0, 0, 0, 0, 0], then: nil)
        #expect(WilcoxonPruner().stopping(1, [5, 5, 5, 5, 5, 5], in: &nobody) == nil)
    }
}
