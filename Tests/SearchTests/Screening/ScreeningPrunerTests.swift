import HPOTesting
import Testing

@testable import Search

@Suite struct ScreeningPrunerTests {
    private let pruner = ScreeningPruner(Screening(length: 20))

    private func curve(_ value: Double) -> [Double] { Array(repeating: value, count: 20) }

    @Test("trials wait after two epochs of twenty, but for every eighth, and those without a number stop there")
    func waiting() {
        var history = History(direction: .minimize)
        let stopped = (0..<10).map { pruner.stopping($0, curve($0 == 4 ? .nan : 1), in: &history) }
        #expect(stopped == [nil, 2, 2, 2, 2, 2, 2, 2, nil, 2])
        #expect(history.trial(4)?.outcome == .pruned(epoch: 2))
        #expect(history.trial(5)?.outcome == .paused(epoch: 2))
    }

    @Test("a program that does not report every epoch waits at its first report from then on")
    func sparse() {
        var history = History(direction: .minimize)
        history.apply(.started(number: 1, configuration: Configuration()))
        history.apply(.reported(number: 1, epoch: 5, value: 1))
        var curve = Curve()
        curve.report(1, at: 5)
        #expect(pruner.verdict(on: curve, of: 1, at: 5, among: history) == .pause)
        curve.report(1, at: 10)
        #expect(pruner.verdict(on: curve, of: 1, at: 10, among: history) == .continue)
    }

    @Test(
        "the best of ten that wait goes on to its end, then the next best as long as that takes a third of the epochs")
    func promotion() {
        var history = History(direction: .maximize)
        // Trials 0, 8, 16, … train fully; of the others the larger numbers are better.
        let events = pruner.search((0..<60).map { curve(Double($0) / 100) }, in: &history)
        let first = events.firstIndex { $0.contains("promoted") }
        #expect(first.map { events[$0] } == "11 promoted")
        #expect(first.map { events[..<$0].count { $0.contains("paused") } } == 10)
        #expect(first.map { events[$0 + 1] } == "11 completed")
        let finished = events.count { $0.contains("promoted") }
        let waited = events.count { $0.contains("paused") }
        // Each finished trial takes 18 epochs, and each that waits took 2.
        #expect(18 * finished <= (2 * waited + 18 * finished) / 3 + 18)
        #expect(18 * (finished + 1) > (2 * waited + 18 * (finished + 1)) / 3)
        #expect(pruner.promotion(among: history) == nil)
    }

    @Test("a promoted trial that starts over is not set aside again")
    func startsOver() {
        var history = History(direction: .minimize)
        for number in 0..<13 { pruner.stopping(number, curve(Double(number)), in: &history) }
        #expect(pruner.promotion(among: history) == 1)
        history.apply(.resumed(number: 1))
        history.apply(.restarted(number: 1, epoch: 1))
        for epoch in 1...19 {
            history.apply(.reported(number: 1, epoch: epoch, value: 1))
            guard let curve = history.trial(1)?.curve else { continue }
            #expect(pruner.verdict(on: curve, of: 1, at: epoch, among: history) == .continue)
        }
    }
}
