import HPOTesting
import Testing

@testable import Search

@Suite struct HyperbandPrunerTests {
    @Test("the brackets' shares are the paper's for 81 epochs and η = 3")
    func shares() {
        #expect(HyperbandPruner(reductionFactor: 3).bracketShares(maxResource: 81) == [81, 34, 15, 8, 5])
        #expect(HyperbandPruner(reductionFactor: 3).bracketShares(maxResource: 80) == [27, 12, 6, 4])
        #expect(HyperbandPruner(minResource: 9, reductionFactor: 3).bracketShares(maxResource: 81) == [9, 5, 3])
        #expect(HyperbandPruner(reductionFactor: 2).bracketShares(maxResource: 1) == [1])
        #expect(HyperbandPruner(reductionFactor: 2).bracketShares(maxResource: .max).count == 63)
    }

    @Test("trials are dealt out in the brackets' shares")
    func dealing() {
        let pruner = HyperbandPruner(maxResource: 81)
        let shares = pruner.bracketShares(maxResource: 81)
        var counts = [Int](repeating: 0, count: shares.count)
        for trial in 0..<14_300 { counts[pruner.bracket(of: trial, shares: shares)] += 1 }
        for (count, share) in zip(counts, shares) { #expect(abs(count - 100 * share) < 40 + 20 * share) }
    }

    @Test("each bracket is a successive halving of its own trials")
    func brackets() {
        let pruner = HyperbandPruner(maxResource: 27)
        let shares = pruner.bracketShares(maxResource: 27)
        var generator = Generator(seed: 5, trial: 0)
        var history = History(direction: .minimize)
        var alone = (0..<4).map { _ in History(direction: .minimize) }
        for number in 0..<120 {
            let values = (0..<27).map { _ in generator.uniform() }
            let bracket = pruner.bracket(of: number, shares: shares)
            let halving = SuccessiveHalvingPruner(
                minResource: 1, reductionFactor: 3, minEarlyStoppingRate: bracket)
            let expected = halving.stopping(number, values, in: &alone[bracket])
            #expect(pruner.stopping(number, values, in: &history) == expected)
        }
    }

    @Test("without a known length nothing is stopped before a trial has completed")
    func unknownLength() {
        let pruner = HyperbandPruner()
        var history = History(direction: .minimize)
        for number in 0..<40 { history.run(number, [Double(number)], then: nil) }
        for number in 1..<40 {
            #expect(pruner.verdict(on: Curve([100]), of: number, at: 1, among: history) == .continue)
        }
        history.run(40, [Double](repeating: 50, count: 27), then: .completed(value: 50))
        let known = HyperbandPruner(maxResource: 27)
        let verdicts = (0..<40).map { pruner.verdict(on: Curve([100]), of: $0, at: 1, among: history) }
        #expect(verdicts.contains(.stop))
        #expect(verdicts == (0..<40).map { known.verdict(on: Curve([100]), of: $0, at: 1, among: history) })
    }
}
