import Testing

@testable import Analysis

@Suite("Tails of distributions")
struct TailTests {
    @Test("of independent cases are sums of the binomial distribution")
    func binomial() {
        #expect(abs(binomialTail(3, of: 5, 0.1) - 0.00856) < 1e-12)
        #expect(abs(binomialTail(2, of: 2, 0.5) - 0.25) < 1e-12)
        #expect(binomialTail(0, of: 5, 0.1) == 1)
    }

    @Test("of a draw without return are Fisher's: the lady who tasted tea, 1 of 70 and 17 of 70")
    func fisher() {
        let factorials = LogFactorials(upTo: 8)
        #expect(abs(hypergeometricTail(4, 4, 4, 8, factorials) - 1.0 / 70) < 1e-12)
        #expect(abs(hypergeometricTail(3, 4, 4, 8, factorials) - 17.0 / 70) < 1e-12)
        #expect(hypergeometricTail(0, 4, 4, 8, factorials) == 1)
        #expect(hypergeometricTail(3, 7, 4, 8, factorials) == 1)
    }

    @Test("Spearman's correlation shares the ranks of equals")
    func spearman() {
        #expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 40]) == 1)
        #expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1]) == -1)
        #expect(rankCorrelation([1, 1, 1], [1, 2, 3]) == 0)
        // Ranks 0.5, 0.5, 2, 3 and 0, 1, 2, 3: 4.5 / √(4.5 · 5).
        #expect(abs(rankCorrelation([1, 1, 2, 3], [1, 2, 3, 4]) - 4.5 / (4.5 * 5).squareRoot()) < 1e-12)
    }
}
