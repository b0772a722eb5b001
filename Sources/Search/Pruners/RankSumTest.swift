/// Mann and Whitney's test of two samples: how likely it is that so small values fall to the first of them if the values
/// were dealt out by chance.
///
/// Up to `exactLimit` values all deals are counted exactly, equal values sharing their mean rank; beyond, the normal
/// distribution with the variance of the actual ranks, corrected by half a rank for its steps, stands for them.
///
/// Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the other", 1947.
enum RankSumTest {
    /// The most values for which all deals are counted.
    static let exactLimit = 30

    /// The probability of a rank sum at most as large as `sample` has beside `others`, none NaN; 1 where one is empty.
    static func lowerProbability(of sample: [Double], among others: [Double]) -> Double {
        guard !sample.isEmpty, !others.isEmpty else { return 1 }
        return sample.count + others.count <= exactLimit
            ? exactProbability(of: sample, among: others) : normalProbability(of: sample, among: others)
    }

    /// Counts the deals by how many values they gave and their sum, one rank after the other.
    static func exactProbability(of sample: [Double], among others: [Double]) -> Double {
        let (ranks, observed) = doubledRanks(of: sample, among: others)
        let total = ranks.reduce(0, +)
        var deals = [[Double]](
            repeating: [Double](repeating: 0, count: total + 1), count: sample.count + 1)
        deals[0][0] = 1
        for rank in ranks {
            for size in stride(from: sample.count, through: 1, by: -1) {
                for sum in rank...total { deals[size][sum] += deals[size - 1][sum - rank] }
            }
        }
        let all = deals[sample.count]
        return all[...observed].reduce(0, +) / all.reduce(0, +)
    }

    /// The normal distribution with the mean and the variance of the rank sum of a deal.
    static func normalProbability(of sample: [Double], among others: [Double]) -> Double {
        let (ranks, observed) = doubledRanks(of: sample, among: others)
        let (size, count) = (Double(sample.count), Double(ranks.count))
        let mean = ranks.reduce(0) { $0 + Double($1) } / count
        let spread = ranks.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / (count - 1)
        let variance = size * (count - size) / count * spread
        guard variance > 0 else { return 1 }
        let z = (size * mean - Double(observed) - 1) / variance.squareRoot()
        return z >= 0 ? NormalDistribution.upperMass(z) : 1 - NormalDistribution.upperMass(-z)
    }

    /// Twice the rank of each value among all, so that shared ranks are integers, and the sum of the sample's.
    private static func doubledRanks(of sample: [Double], among others: [Double]) -> (ranks: [Int], observed: Int) {
        let values = sample.map { (value: $0, isSampled: true) } + others.map { (value: $0, isSampled: false) }
        let order = values.sorted { $0.value < $1.value }
        var ranks: [Int] = []
        var observed = 0
        while ranks.count < order.count {
            let start = ranks.count
            let end = order[start...].firstIndex { $0.value != order[start].value } ?? order.count
            for place in start..<end {
                ranks.append(start + 1 + end)
                if order[place].isSampled { observed += start + 1 + end }
            }
        }
        return (ranks, observed)
    }
}
