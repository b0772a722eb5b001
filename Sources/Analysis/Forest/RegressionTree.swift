import Search

/// A regression tree as the boxes that its leaves are.
///
/// The boxes fill the unit cube; each holds one value.
struct RegressionTree {
    let dimensions: Int
    /// The lower end of leaf l in dimension d at `l * dimensions + d`.
    private(set) var lows: [Double] = []
    /// The upper end.
    private(set) var highs: [Double] = []
    /// The value of each leaf.
    private(set) var values: [Double] = []

    /// How trees are grown.
    struct Growth {
        /// The least number of rows, counted as often as they were drawn, on each side of a cut.
        var leafRows = 3
        /// How many dimensions are looked at for each cut; more where those have nothing to cut.
        var candidates: Int
    }

    /// Grows a tree on the rows that `weights` counts.
    ///
    /// Where no cut of the looked at dimensions makes the squares less, the best of them is taken all the same: what two
    /// parameters do only together shows in no first cut.
    /// O(rows x dimensions x depth).
    ///
    /// - Parameters:
    ///   - orders: for each dimension all rows by their position.
    ///   - weights: how often each row was drawn.
    init(
        _ table: ForestTable, orders: [[Int]], weights: [Int], growth: Growth, using generator: inout Generator
    ) {
        dimensions = table.axes.count
        var grower = TreeGrower(
            table: table, weights: weights, growth: growth,
            orders: orders.map { order in order.filter { weights[$0] > 0 } })
        grower.grow(using: &generator) { box, value in
            for side in box {
                lows.append(side.low)
                highs.append(side.high)
            }
            values.append(value)
        }
    }

    /// How many leaves there are.
    var count: Int { values.count }
}

/// The rows that a forest is grown on.
struct ForestTable {
    /// The line of each dimension.
    let axes: [ForestAxis]
    /// By dimension, the position of each row.
    let columns: [[Double]]
    /// The value of each row.
    let targets: [Double]

    /// For each dimension the rows by position, equals by row.
    func orders() -> [[Int]] {
        columns.map { column in column.indices.sorted { (column[$0], $0) < (column[$1], $1) } }
    }
}

/// A tree as it grows: cuts every box in two until nothing is left to tell apart.
private struct TreeGrower {
    typealias Box = [(low: Double, high: Double)]

    let table: ForestTable
    let weights: [Int]
    let growth: RegressionTree.Growth
    /// By dimension the rows that were drawn; each box has the same stretch in each.
    var orders: [[Int]]
    private var goesLeft: [Bool]
    private var spare: [Int]

    private struct Cut {
        var dimension: Int
        var place: Double
        /// How many of the box's rows are to the left.
        var rows: Int
        var gain: Double
    }

    init(table: ForestTable, weights: [Int], growth: RegressionTree.Growth, orders: [[Int]]) {
        (self.table, self.weights, self.growth, self.orders) = (table, weights, growth, orders)
        goesLeft = [Bool](repeating: false, count: weights.count)
        spare = []
        spare.reserveCapacity(weights.count)
    }

    mutating func grow(using generator: inout Generator, leaf: (Box, Double) -> Void) {
        let rows = orders.first?.count ?? 0
        var stack: [(start: Int, end: Int, box: Box)] = [
            (0, rows, Box(repeating: (0, 1), count: orders.count))
        ]
        while let (start, end, box) = stack.popLast() {
            guard let cut = bestCut(start, end, using: &generator) else {
                leaf(box, mean(start, end))
                continue
            }
            part(start, end, by: cut)
            var (left, right) = (box, box)
            left[cut.dimension].high = cut.place
            right[cut.dimension].low = cut.place
            stack.append((start + cut.rows, end, right))
            stack.append((start, start + cut.rows, left))
        }
    }

    private func mean(_ start: Int, _ end: Int) -> Double {
        var (sum, count) = (0.0, 0)
        for place in start..<end {
            let row = orders[0][place]
            sum += table.targets[row] * Double(weights[row])
            count += weights[row]
        }
        return count > 0 ? sum / Double(count) : 0
    }

    /// The best cut of some dimensions in random order; nil where the rows are alike, or too few.
    private func bestCut(_ start: Int, _ end: Int, using generator: inout Generator) -> Cut? {
        var (sum, count) = (0.0, 0)
        var isVaried = false
        for place in start..<end {
            let row = orders[0][place]
            sum += table.targets[row] * Double(weights[row])
            count += weights[row]
            if table.targets[row] != table.targets[orders[0][start]] { isVaried = true }
        }
        guard isVaried, count >= 2 * growth.leafRows else { return nil }
        var best: Cut?
        var looked = 0
        var order = Array(0..<orders.count)
        for index in order.indices {
            order.swapAt(index, index + generator.index(below: order.count - index))
            guard let cut = bestCut(of: order[index], start, end, sum: sum, count: count) else { continue }
            if best.map({ cut.gain > $0.gain }) ?? true { best = cut }
            looked += 1
            if looked == growth.candidates { break }
        }
        return best
    }

    private func bestCut(of dimension: Int, _ start: Int, _ end: Int, sum: Double, count: Int) -> Cut? {
        let column = table.columns[dimension]
        let order = orders[dimension]
        var best: (place: Int, gain: Double)?
        var (leftSum, leftCount) = (0.0, 0)
        for place in start..<(end - 1) {
            let row = order[place]
            leftSum += table.targets[row] * Double(weights[row])
            leftCount += weights[row]
            guard leftCount >= growth.leafRows, column[row] < column[order[place + 1]] else { continue }
            let rightCount = count - leftCount
            if rightCount < growth.leafRows { break }
            let rightSum = sum - leftSum
            let gain = leftSum * leftSum / Double(leftCount) + rightSum * rightSum / Double(rightCount)
            if best.map({ gain > $0.gain }) ?? true { best = (place, gain) }
        }
        guard let best else { return nil }
        let cut = table.axes[dimension].cut(between: column[order[best.place]], and: column[order[best.place + 1]])
        // Beside the very end there may be no number in between, and a box without room has no density.
        guard cut < 1 else { return nil }
        return Cut(dimension: dimension, place: cut, rows: best.place + 1 - start, gain: best.gain)
    }

    /// Puts the rows to the left of `cut` before the others in every dimension, each in its order.
    private mutating func part(_ start: Int, _ end: Int, by cut: Cut) {
        for place in start..<end {
            goesLeft[orders[cut.dimension][place]] = place < start + cut.rows
        }
        for dimension in orders.indices where dimension != cut.dimension {
            spare.removeAll(keepingCapacity: true)
            var next = start
            for place in start..<end {
                let row = orders[dimension][place]
                if goesLeft[row] {
                    orders[dimension][next] = row
                    next += 1
                } else {
                    spare.append(row)
                }
            }
            for row in spare {
                orders[dimension][next] = row
                next += 1
            }
        }
    }
}
