import Search

/// Trees, each grown on rows of its own drawing.
///
/// Breiman, "Random forests", 2001. The same rows and seed give the same trees to the bit.
struct RandomForest {
    let trees: [TreeMarginals]

    /// So many rows a tree is grown on at most: more cost time and tell little more.
    static let rowsPerTree = 2000

    /// Grows `count` trees, each on as many rows as there are, at most `rowsPerTree`, drawn with replacement.
    init(_ table: ForestTable, count: Int, seed: UInt64) {
        let rows = table.targets.count
        let orders = table.orders()
        let growth = RegressionTree.Growth(candidates: max(1, (2 * table.axes.count + 2) / 3))
        trees = (0..<count).map { number in
            var generator = Generator(seed: seed, trial: number)
            var weights = [Int](repeating: 0, count: rows)
            for _ in 0..<min(rows, Self.rowsPerTree) { weights[generator.index(below: rows)] += 1 }
            return TreeMarginals(
                RegressionTree(table, orders: orders, weights: weights, growth: growth, using: &generator))
        }
    }
}
