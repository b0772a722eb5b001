import Search
import Testing

@testable import Analysis

@Suite("The chance of an ascent")
struct ChanceOfAscentTests {
    @Test(
        "is one over the number of orders for the one that only ascends",
        arguments: [(2, 2.0), (4, 24), (5, 120), (7, 5040)])
    func ascending(count: Int, orders: Double) {
        #expect(abs(chanceOfAscent((0..<count).map(Double.init)) - 1 / orders) < 1e-15)
        #expect(abs(chanceOfAscent((0..<count).map { -Double($0) }) - 1) < 1e-12)
    }

    @Test("is that of Kendall's table: of four values, score 4 or more in 4 of 24 orders")
    func table() {
        #expect(abs(chanceOfAscent([1, 2, 4, 3]) - 4.0 / 24) < 1e-15)
    }

    @Test("is 1 without any difference, and small for a long noisy ascent")
    func ends() {
        #expect(chanceOfAscent([1, 1, 1, 1]) == 1)
        #expect(chanceOfAscent([]) == 1)
        #expect(chanceOfAscent((0..<100).map { Double($0 / 2 + ($0 % 7)) }) < 1e-6)
    }
}
