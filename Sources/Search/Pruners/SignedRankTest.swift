/// Wilcoxon's signed-rank test of paired differences: how likely so large a sum of the positive differences' ranks is
/// if each sign were the toss of a coin.
///
/// Ranks run over all differences, zeros included, whose ranks then count for neither side (Pratt 1959); equal sizes
/// share their mean rank. Up to `exactLimit` differences the distribution is counted exactly, ties or not; beyond, the
/// normal distribution with the variance of the actual ranks stands for it.
///
/// Wilcoxon, "Individual comparisons by ranking methods", 1945.
enum SignedRankTest {
    /// The most differences for which all sign patterns are counted.
    static let exactLimit = 50

    /// The probability of a rank sum of positive differences at least as large as that of `differences`, none NaN;
    /// 1 where all are zero.
    static func upperProbability(of differences: [Double]) -> Double {
        differences.count <= exactLimit
            ? exactProbability(of: differences) : normalProbability(of: differences)
    }

    /// Counts the sign patterns by their sum, one rank after the other; fewer than 2^53, so doubles count them exactly.
    static func exactProbability(of differences: [Double]) -> Double {
        let (ranks, positive) = signedRanks(of: differences)
        let total = ranks.reduce(0, +)
        var patterns = [Double](repeating: 0, count: total + 1)
        patterns[0] = 1
        var reach = 0
        for rank in ranks {
            reach += rank
            for sum in stride(from: reach, through: rank, by: -1) { patterns[sum] += patterns[sum - rank] }
        }
        return patterns[positive...].reduce(0, +) / patterns.reduce(0, +)
    }

    /// The normal distribution with the mean and the variance of the rank sum, corrected by half a rank for its steps.
    static func normalProbability(of differences: [Double]) -> Double {
        let (ranks, positive) = signedRanks(of: differences)
        let mean = 0.5 * ranks.reduce(0) { $0 + Double($1) }
        let variance = 0.25 * ranks.reduce(0) { $0 + Double($1) * Double($1) }
        guard variance > 0 else { return 1 }
        let z = (Double(positive) - 1 - mean) / variance.squareRoot()
        return z >= 0 ? NormalDistribution.upperMass(z) : 1 - NormalDistribution.upperMass(-z)
    }

    /// Twice the rank of each difference that is not zero, so that shared ranks are integers, and the sum of those of the
    /// positive ones.
    private static func signedRanks(of differences: [Double]) -> (doubled: [Int], positive: Int) {
        let order = differences.sorted { abs($0) < abs($1) }
        var doubled: [Int] = []
        var positive = 0
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, abs(order[end]) == abs(order[start]) { end += 1 }
            let rank = start + 1 + end
            for difference in order[start..<end] where difference != 0 {
                doubled.append(rank)
                if difference > 0 { positive += rank }
            }
            start = end
        }
        return (doubled, positive)
    }
}
