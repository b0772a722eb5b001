import Testing

@testable import Search

@Suite struct SignedRankTestTests {
    /// The share of all 2^n sign patterns whose positive ranks sum to at least what they do here, by walking them all.
    private func enumerated(_ differences: [Double]) -> Double {
        let sizes = differences.map { abs($0) }
        let ranks = sizes.map { size in
            let below = sizes.count { $0 < size }
            let equal = sizes.count { $0 == size }
            return Double(below) + Double(equal + 1) / 2
        }
        let moving = differences.indices.filter { differences[$0] != 0 }
        let observed = moving.reduce(0) { $0 + (differences[$1] > 0 ? ranks[$1] : 0) }
        var hits = 0
        for pattern in 0..<(1 << moving.count) {
            var sum = 0.0
            for (bit, index) in moving.enumerated() where pattern >> bit & 1 == 1 { sum += ranks[index] }
            if sum >= observed { hits += 1 }
        }
        return Double(hits) / Double(1 << moving.count)
    }

    @Test("the exact probability is that of all sign patterns, walked one by one", arguments: 1...9)
    func exact(count: Int) {
        var generator = Generator(seed: 21, trial: count)
        for levels in [3, 5, 1000] {
            for _ in 0..<10 {
                let differences = (0..<count).map { _ in Double(generator.index(below: 2 * levels + 1) - levels) }
                #expect(SignedRankTest.upperProbability(of: differences) == enumerated(differences))
            }
        }
    }

    @Test("the published critical values hold: n = 10, rank sum 45 has p = 0.0420, 44 has 0.0527")
    func published() {
        let all = (1...10).map(Double.init)
        let fortyFive = all.map { $0 == 10 ? -$0 : $0 }
        let fortyFour = all.map { $0 == 10 || $0 == 1 ? -$0 : $0 }
        #expect(SignedRankTest.upperProbability(of: fortyFive) == 43.0 / 1024)
        #expect(SignedRankTest.upperProbability(of: fortyFour) == 54.0 / 1024)
        #expect(SignedRankTest.upperProbability(of: all) == 1.0 / 1024)
        #expect(SignedRankTest.upperProbability(of: all.map { -$0 }) == 1)
    }

    @Test("no differences, or none but zeros, prove nothing")
    func zeros() {
        #expect(SignedRankTest.upperProbability(of: []) == 1)
        #expect(SignedRankTest.upperProbability(of: [0, 0, 0]) == 1)
        #expect(SignedRankTest.upperProbability(of: [Double](repeating: 0, count: 80)) == 1)
    }

    @Test("infinite differences have the largest ranks")
    func infinite() {
        let differences: [Double] = [1, -2, .infinity, 3, .infinity]
        #expect(SignedRankTest.upperProbability(of: differences) == enumerated(differences))
    }

    @Test("beyond the limit the normal distribution agrees with the exact one to two thousandths")
    func normal() {
        let limit = SignedRankTest.exactLimit
        var generator = Generator(seed: 4, trial: 4)
        for shift in [-0.1, 0, 0.1, 0.2] {
            let differences = (0..<limit).map { _ in generator.uniform() - 0.5 + shift }
            let exact = SignedRankTest.upperProbability(of: differences)
            let normal = SignedRankTest.normalProbability(of: differences)
            #expect(abs(exact - normal) < 0.002)
        }
        let long = (0..<200).map { _ in generator.uniform() - 0.3 }
        #expect(SignedRankTest.upperProbability(of: long) == SignedRankTest.normalProbability(of: long))
        #expect(SignedRankTest.upperProbability(of: long) < 1e-6)
    }
}
