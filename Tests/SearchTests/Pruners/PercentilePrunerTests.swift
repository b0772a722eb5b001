import HPOTesting
import Search
import Testing

@Suite struct PercentilePrunerTests {
    static let firstEpochs: [[Double]] = [[1], [2], [3], [4], [5]]

    @Test(
        "a trial must keep up with the percentile worked out by hand",
        arguments: [
            (percentile: 0.0, limit: 1.0), (10, 1.4), (25, 2), (40, 2.6), (50, 3), (75, 4), (100, 5),
        ])
    func limits(percentile: Double, limit: Double) {
        let pruner = PercentilePruner(percentile: percentile)
        let losses = History(.minimize, completed: Self.firstEpochs)
        let gains = History(.maximize, completed: Self.firstEpochs.map { $0.map { -$0 } })
        for (offset, expected) in [(-1e-9, Verdict.continue), (1e-9, .stop)] {
            let curve = Curve([limit + offset])
            #expect(pruner.verdict(on: curve, of: 5, at: 1, among: losses) == expected)
            #expect(pruner.verdict(on: Curve([-limit - offset]), of: 5, at: 1, among: gains) == expected)
        }
    }

    @Test("the 50th percentile is the median rule")
    func median() {
        var generator = Generator(seed: 3, trial: 0)
        for count in 0..<12 {
            let curves = (0..<count).map { _ in (0..<3).map { _ in generator.uniform() } }
            let history = History(.maximize, completed: curves)
            let median = MedianPruner(startupTrials: 2, warmupEpochs: 2, interval: 1, minTrials: 3)
            let percentile = PercentilePruner(percentile: 50, startupTrials: 2, warmupEpochs: 2, minTrials: 3)
            for epoch in 1...3 {
                let curve = Curve((0..<epoch).map { _ in generator.uniform() })
                let verdicts = [median, percentile as any Pruner].map {
                    $0.verdict(on: curve, of: count, at: epoch, among: history)
                }
                #expect(verdicts[0] == verdicts[1])
            }
        }
    }

    @Test("shorter trials leave the comparison at the epochs that they did not reach")
    func lengths() {
        let history = History(.minimize, completed: [[9, 9], [9, 9], [1], [1], [1]])
        let pruner = PercentilePruner(percentile: 25, startupTrials: 5)
        #expect(pruner.verdict(on: Curve([5]), of: 5, at: 1, among: history) == .stop)
        #expect(pruner.verdict(on: Curve([5, 5]), of: 5, at: 2, among: history) == .continue)
        let careful = PercentilePruner(percentile: 25, startupTrials: 5, minTrials: 3)
        #expect(careful.verdict(on: Curve([10, 10]), of: 5, at: 2, among: history) == .continue)
    }

    @Test("options outside what makes sense are taken to the nearest that does")
    func options() {
        #expect(PercentilePruner(percentile: -3).percentile == 0)
        #expect(PercentilePruner(percentile: 300).percentile == 100)
        #expect(PercentilePruner(percentile: .nan).percentile == 100)
        let pruner = PercentilePruner(startupTrials: -1, warmupEpochs: -1, interval: 0, minTrials: 0)
        #expect(pruner == PercentilePruner(startupTrials: 0, warmupEpochs: 0, interval: 1, minTrials: 1))
    }
}
