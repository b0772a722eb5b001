import HPOTesting
import Search
import Testing

@Suite struct PatiencePrunerTests {
    private func firstStop(_ pruner: PatiencePruner, _ values: [Double], _ direction: Direction = .minimize) -> Int? {
        var history = History(direction: direction)
        return pruner.stopping(0, values, in: &history)
    }

    @Test("as many reports without improvement as there is patience stop")
    func patience() {
        let values = [5.0, 4, 4, 5, 3, 3, 3, 3, 3]
        #expect(firstStop(PatiencePruner(patience: 1), values) == 3)
        #expect(firstStop(PatiencePruner(patience: 2), values) == 4)
        #expect(firstStop(PatiencePruner(patience: 3), values) == 8)
        #expect(firstStop(PatiencePruner(patience: 5), values) == nil)
        #expect(firstStop(PatiencePruner(patience: 3), values.map { -$0 }, .maximize) == 8)
    }

    @Test("an improvement must exceed min_delta, counted from the last improvement")
    func minDelta() {
        let values = [5.0, 4.75, 4.5, 4.25, 4]
        #expect(firstStop(PatiencePruner(patience: 2, minDelta: 0.25), values) == nil)
        #expect(firstStop(PatiencePruner(patience: 2, minDelta: 0.5), values) == 3)
        #expect(firstStop(PatiencePruner(patience: 3, minDelta: 0.5), values) == nil)
        #expect(firstStop(PatiencePruner(patience: 1, minDelta: .infinity), values) == 2)
    }

    @Test("NaN and the worst infinity are no improvement, even at first")
    func nan() {
        #expect(firstStop(PatiencePruner(patience: 2), [.nan, .nan, 1]) == 2)
        #expect(firstStop(PatiencePruner(patience: 2), [.infinity, .infinity, 1]) == 2)
        #expect(firstStop(PatiencePruner(patience: 2), [.nan, 3, .nan, 2]) == nil)
        #expect(firstStop(PatiencePruner(patience: 2), [-.infinity, -.infinity, -.infinity]) == 3)
    }

    @Test("epochs count as the program numbers them, not reports")
    func gaps() {
        let history = History(direction: .minimize)
        func verdict(_ epochs: [Int], patience: Int) -> Verdict {
            var curve = Curve()
            for (index, epoch) in epochs.enumerated() { curve.report(index == 0 ? 1 : 2, at: epoch) }
            return PatiencePruner(patience: patience).verdict(on: curve, of: 0, at: epochs.last ?? 0, among: history)
        }
        #expect(verdict([10, 20], patience: 10) == .stop)
        #expect(verdict([10, 20], patience: 11) == .continue)
        #expect(verdict([0, 1, 2], patience: 2) == .stop)
        #expect(verdict([0, 1], patience: 2) == .continue)
    }
}
