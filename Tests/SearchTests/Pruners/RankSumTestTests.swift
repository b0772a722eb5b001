import Testing

@testable import Search

@Suite struct RankSumTestTests {
    /// The share of all deals in which the sample's ranks sum to at most what they do here, by walking them all.
    private func enumerated(_ sample: [Double], _ others: [Double]) -> Double {
        let values = sample + others
        let ranks = values.map { value in
            let below = values.count { $0 < value }
            let equal = values.count { $0 == value }
            return Double(below) + Double(equal + 1) / 2
        }
        let observed = ranks[..<sample.count].reduce(0, +)
        let deals = (0..<(1 << values.count)).filter { $0.nonzeroBitCount == sample.count }
        let hits = deals.filter { deal in
            ranks.indices.reduce(0) { deal >> $1 & 1 == 1 ? $0 + ranks[$1] : $0 } <= observed
        }
        return Double(hits.count) / Double(deals.count)
    }

    @Test("the exact probability is that of all deals, walked one by one", arguments: [(1, 4), (2, 5), (3, 3), (4, 6)])
    func exact(size: Int, rest: Int) {
        var generator = Generator(seed: 31, trial: size)
        for levels in [2, 4, 1000] {
            for _ in 0..<4 {
                let sample = (0..<size).map { _ in Double(generator.index(below: levels)) }
                let others = (0..<rest).map { _ in Double(generator.index(below: levels)) }
                #expect(RankSumTest.lowerProbability(of: sample, among: others) == enumerated(sample, others))
            }
        }
    }

    @Test("two that are best of seven have p = 1/21, infinities and all")
    func best() {
        #expect(RankSumTest.lowerProbability(of: [-.infinity, 1], among: [2, 3, 4, .infinity, .infinity]) == 1.0 / 21)
        #expect(RankSumTest.lowerProbability(of: [], among: [1]) == 1)
        #expect(RankSumTest.lowerProbability(of: [1], among: []) == 1)
        #expect(RankSumTest.lowerProbability(of: [2, 2], among: [2, 2, 2]) == 1)
        let equal = [Double](repeating: 2, count: 40)
        #expect(RankSumTest.lowerProbability(of: [2, 2], among: equal) == 1)
    }

    @Test("beyond the limit the normal distribution agrees with the exact one to two hundredths")
    func normal() {
        var generator = Generator(seed: 6, trial: 6)
        for shift in [0, 0.1, 0.2, 0.3] {
            let sample = (0..<4).map { _ in generator.uniform() - shift }
            let others = (0..<26).map { _ in generator.uniform() }
            let exact = RankSumTest.exactProbability(of: sample, among: others)
            #expect(abs(exact - RankSumTest.normalProbability(of: sample, among: others)) < 0.02)
        }
    }
}
