import HPOTesting
import Search
import Testing

@Suite struct LeadersPrunerTests {
    /// Ten completed trials whose order at epoch 2 is that of the end, while at epoch 1 it is the reverse; two lead.
    static let completed: [[Double]] = (1...10).map { [Double(20 - $0), Double($0), Double($0) - 0.5] }

    @Test("nobody is stopped where the leaders do not stand out, and whoever is behind them all where they do")
    func table() {
        let pruner = LeadersPruner()
        let losses = History(.minimize, completed: Self.completed)
        let gains = History(.maximize, completed: Self.completed.map { $0.map { -$0 } })
        for (values, expected) in [
            ([99.0], Verdict.continue), ([99, 1.5], .continue), ([99, 2], .continue), ([99, 2.5], .stop),
            ([1.5, 9], .continue), ([.nan, .nan], .stop), ([99, 9, 1.5], .continue), ([99, 9, 1.6], .stop),
        ] {
            let verdict = pruner.verdict(on: Curve(values), of: 10, at: values.count, among: losses)
            #expect(verdict == expected, "\(values)")
            let mirrored = Curve(values.map { -$0 })
            #expect(pruner.verdict(on: mirrored, of: 10, at: values.count, among: gains) == expected, "\(values)")
        }
    }

    @Test("the leaders' probability is weighed: best two of ten have 1/45")
    func threshold() {
        let history = History(.minimize, completed: Self.completed)
        for (threshold, expected) in [(0.0223, Verdict.stop), (0.0222, .continue), (.nan, .continue)] {
            let pruner = LeadersPruner(pThreshold: threshold)
            #expect(pruner.verdict(on: Curve([99, 99]), of: 10, at: 2, among: history) == expected)
        }
    }

    @Test("the options say who leads and from when on")
    func options() {
        let history = History(.minimize, completed: Self.completed)
        func verdict(_ pruner: LeadersPruner, _ loss: Double) -> Verdict {
            pruner.verdict(on: Curve([99, loss]), of: 10, at: 2, among: history)
        }
        #expect(verdict(LeadersPruner(share: 0.35), 4) == .continue)
        #expect(verdict(LeadersPruner(share: 0.35), 4.5) == .stop)
        #expect(verdict(LeadersPruner(minLeaders: 5), 5) == .continue)
        #expect(verdict(LeadersPruner(minLeaders: 5), 5.5) == .stop)
        #expect(verdict(LeadersPruner(share: 1), 99) == .continue)
        #expect(verdict(LeadersPruner(startupTrials: 11), 99) == .continue)
    }

    @Test("completed trials that ended before the judged epoch neither lead nor follow")
    func shorter() {
        let short = (0..<5).map { [Double](repeating: -Double($0), count: 1) }
        let history = History(.minimize, completed: Self.completed + short)
        #expect(LeadersPruner().verdict(on: Curve([99, 2]), of: 15, at: 2, among: history) == .continue)
        #expect(LeadersPruner().verdict(on: Curve([99, 2.5]), of: 15, at: 2, among: history) == .stop)
    }
}
