/// The variance of a forest's trees taken apart: a share for each tree that has any variance.
struct VarianceShares {
    /// By dimension, the share of the mean along it in each tree.
    var main: [[Double]]
    /// What each two dimensions do beyond that.
    var pairs: [(first: Int, second: Int, shares: [Double])] = []

    /// The shares of the first `dimensions`, or of the pairs that `isWanted` says.
    init(of forest: RandomForest, dimensions: Int, where isWanted: (Int, Int) -> Bool = { _, _ in true }) {
        main = [[Double]](repeating: [], count: dimensions)
        for first in 0..<dimensions {
            for second in (first + 1)..<max(first + 1, dimensions) where isWanted(first, second) {
                pairs.append((first, second, []))
            }
        }
        for tree in forest.trees where tree.variance > 0 {
            let powers = (0..<dimensions).map { tree.along($0).power }
            for dimension in 0..<dimensions { main[dimension].append(min(1, powers[dimension] / tree.variance)) }
            for index in pairs.indices {
                let (first, second) = (pairs[index].first, pairs[index].second)
                // A tree that never cuts one of them has nothing of both.
                guard tree.cuts(first), tree.cuts(second) else {
                    pairs[index].shares.append(0)
                    continue
                }
                let beyond = tree.along(first, second).power - powers[first] - powers[second]
                pairs[index].shares.append(min(1, max(0, beyond / tree.variance)))
            }
        }
    }

    /// The share of a dimension with those of the pairs that it is in; with `partners`, of its pairs with those alone.
    func total(of dimension: Int, among partners: Range<Int>? = nil) -> Double {
        var sum = main[dimension].mean ?? 0
        for pair in pairs where pair.first == dimension || pair.second == dimension {
            let partner = pair.first == dimension ? pair.second : pair.first
            if partners?.contains(partner) ?? true { sum += pair.shares.mean ?? 0 }
        }
        return sum
    }
}
