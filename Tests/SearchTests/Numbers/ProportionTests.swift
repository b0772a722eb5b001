import Search
import Testing

@Suite struct ProportionTests {
    /// Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
    @Test(
        "the interval is that of published examples",
        arguments: [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)])
    func published(count: Int, total: Int, low: Double, high: Double) {
        let interval = Proportion(count, of: total).interval
        #expect(abs(interval.lowerBound - low) < 5e-5 && abs(interval.upperBound - high) < 5e-5)
    }

    @Test("the interval holds the share, is symmetric, and lies within 0 … 1")
    func holds() {
        for total in 1...40 {
            for count in 0...total {
                let proportion = Proportion(count, of: total)
                let mirrored = Proportion(total - count, of: total).interval
                #expect(proportion.interval.contains(proportion.share ?? -1))
                #expect(abs(proportion.interval.lowerBound - (1 - mirrored.upperBound)) < 1e-12)
                #expect((0...1).contains(proportion.interval.lowerBound))
            }
        }
    }

    @Test("of no case nothing is known")
    func none() {
        #expect(Proportion(0, of: 0).share == nil)
        #expect(Proportion(0, of: 0).interval == 0...1)
    }
}
