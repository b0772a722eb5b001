import HPOTesting
import Search
import Testing

@Suite struct ThresholdPrunerTests {
    private func stopped(_ pruner: ThresholdPruner, _ values: [Double]) -> [Int] {
        let history = History(direction: .minimize)
        return values.indices.map { $0 + 1 }.filter {
            pruner.verdict(on: Curve(Array(values[..<$0])), of: 0, at: $0, among: history) == .stop
        }
    }

    @Test("values outside the limits stop, those on them do not")
    func limits() {
        let values = [0.5, 1, 2, 3, 3.5, .infinity, -.infinity]
        #expect(stopped(ThresholdPruner(lower: 1, upper: 3), values) == [1, 5, 6, 7])
        #expect(stopped(ThresholdPruner(upper: 3), values) == [5, 6])
        #expect(stopped(ThresholdPruner(lower: 1), values) == [1, 7])
        #expect(stopped(ThresholdPruner(lower: .nan), values) == [])
    }

    @Test("the latest value counts, not the best, and NaN stops whatever the limits")
    func latest() {
        #expect(stopped(ThresholdPruner(upper: 3), [1, 4, 1, .nan]) == [2, 4])
        #expect(stopped(ThresholdPruner(), [1, .nan]) == [2])
    }

    @Test("a warm-up and an interval say when")
    func schedule() {
        let values = [Double](repeating: 9, count: 8)
        #expect(stopped(ThresholdPruner(upper: 3, warmupEpochs: 3, interval: 2), values) == [3, 5, 7])
    }
}
