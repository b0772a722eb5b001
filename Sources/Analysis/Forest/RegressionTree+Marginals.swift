/// A function of one dimension that is constant between its edges.
struct StepFunction {
    /// The edges, from 0 to 1.
    let edges: [Double]
    /// The value of each piece.
    let values: [Double]

    /// The value at `position`.
    func value(at position: Double) -> Double { values[Self.piece(at: position, of: edges)] }

    /// The integral of the square.
    var power: Double {
        var sum = 0.0
        for index in values.indices { sum += (edges[index + 1] - edges[index]) * values[index] * values[index] }
        return sum
    }

    /// The piece between `edges` that `position` is in; an edge belongs to the piece above it.
    static func piece(at position: Double, of edges: [Double]) -> Int {
        var (low, high) = (0, edges.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if edges[middle] <= position { low = middle } else { high = middle }
        }
        return low
    }
}

/// A function of two dimensions that is constant on the cells between its edges.
struct StepSurface {
    let first: [Double]
    let second: [Double]
    /// By row, each with the cells of the second dimension.
    let values: [Double]

    /// The value at a point.
    func value(at x: Double, _ y: Double) -> Double {
        let columns = second.count - 1
        return values[StepFunction.piece(at: x, of: first) * columns + StepFunction.piece(at: y, of: second)]
    }

    /// The integral of the square.
    var power: Double {
        let columns = second.count - 1
        var sum = 0.0
        for row in 0..<(first.count - 1) {
            var inner = 0.0
            for column in 0..<columns {
                let value = values[row * columns + column]
                inner += (second[column + 1] - second[column]) * value * value
            }
            sum += (first[row + 1] - first[row]) * inner
        }
        return sum
    }
}

/// What a tree says over the whole unit cube, dimensions integrated away.
///
/// Hutter, Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter importance", 2014, algorithm 2: a leaf
/// counts with the volume of its box in the dimensions that are integrated away.
struct TreeMarginals {
    private let tree: RegressionTree
    /// The mean over the cube.
    let mean: Double
    /// The variance over the cube.
    let variance: Double
    private let volumes: [Double]
    private let edges: [[Double]]

    /// O(leaves x dimensions), but for sorting.
    init(_ tree: RegressionTree) {
        self.tree = tree
        let dimensions = tree.dimensions
        var volumes: [Double] = []
        var mean = 0.0
        for leaf in 0..<tree.count {
            var volume = 1.0
            for index in (leaf * dimensions)..<((leaf + 1) * dimensions) {
                volume *= tree.highs[index] - tree.lows[index]
            }
            volumes.append(volume)
            mean += volume * tree.values[leaf]
        }
        var variance = 0.0
        for leaf in 0..<tree.count {
            let distance = tree.values[leaf] - mean
            variance += volumes[leaf] * distance * distance
        }
        (self.mean, self.variance, self.volumes) = (mean, variance, volumes)
        edges = (0..<dimensions).map { dimension in
            var edges = stride(from: dimension, to: tree.lows.count, by: dimensions).map { tree.lows[$0] }.sorted()
            var last = -1.0
            edges.removeAll { edge in
                defer { last = edge }
                return edge == last
            }
            return edges + [1]
        }
    }

    /// Whether the tree has cut `dimension` anywhere.
    func cuts(_ dimension: Int) -> Bool { edges[dimension].count > 2 }

    /// The mean at each place of `dimension`, less the mean over the cube.
    func along(_ dimension: Int) -> StepFunction {
        let edges = edges[dimension]
        var changes = [Double](repeating: 0, count: edges.count)
        for leaf in 0..<tree.count {
            let index = leaf * tree.dimensions + dimension
            let (low, high) = (tree.lows[index], tree.highs[index])
            let amount = (tree.values[leaf] - mean) * volumes[leaf] / (high - low)
            changes[StepFunction.piece(at: low, of: edges)] += amount
            if high < 1 { changes[StepFunction.piece(at: high, of: edges)] -= amount }
        }
        var sum = 0.0
        return StepFunction(
            edges: edges,
            values: changes.dropLast().map { change in
                sum += change
                return sum
            })
    }

    /// The mean at each place of two dimensions, less the mean over the cube.
    func along(_ first: Int, _ second: Int) -> StepSurface {
        let (rows, columns) = (edges[first].count - 1, edges[second].count - 1)
        // One more of each takes the ends.
        let width = columns + 1
        var sums = [Double](repeating: 0, count: (rows + 1) * width)
        for leaf in 0..<tree.count {
            let (a, b) = (leaf * tree.dimensions + first, leaf * tree.dimensions + second)
            let area = (tree.highs[a] - tree.lows[a]) * (tree.highs[b] - tree.lows[b])
            let amount = (tree.values[leaf] - mean) * volumes[leaf] / area
            let top = StepFunction.piece(at: tree.lows[a], of: edges[first])
            let left = StepFunction.piece(at: tree.lows[b], of: edges[second])
            let bottom = tree.highs[a] < 1 ? StepFunction.piece(at: tree.highs[a], of: edges[first]) : rows
            let right = tree.highs[b] < 1 ? StepFunction.piece(at: tree.highs[b], of: edges[second]) : columns
            sums[top * width + left] += amount
            sums[top * width + right] -= amount
            sums[bottom * width + left] -= amount
            sums[bottom * width + right] += amount
        }
        var values = [Double](repeating: 0, count: rows * columns)
        var above = [Double](repeating: 0, count: columns)
        for row in 0..<rows {
            var sum = 0.0
            for column in 0..<columns {
                sum += sums[row * width + column]
                above[column] += sum
                values[row * columns + column] = above[column]
            }
        }
        return StepSurface(first: edges[first], second: edges[second], values: values)
    }
}
