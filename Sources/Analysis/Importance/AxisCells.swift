import Expressions
import Search

/// An axis in so few cells that densities over them can be compared.
struct AxisCells {
    private let axis: Axis
    /// How many cells there are.
    let count: Int
    /// Whether each is one value.
    private let areValues: Bool

    private static let most = 50

    init(_ axis: Axis) {
        self.axis = axis
        let all = axis.count
        if case .category = axis.kind {
            (count, areValues) = (all ?? 1, true)
        } else if let all, all <= Self.most {
            (count, areValues) = (all, true)
        } else {
            (count, areValues) = (Self.most, false)
        }
    }

    /// The cell that `value` is in; nil outside the domain.
    func cell(of value: Value) -> Int? {
        if areValues { return axis.cell(of: value) }
        return axis.coordinate(of: value).map { min(count - 1, Int($0 * Double(count))) }
    }

    /// The ends of a cell on the axis.
    private func edges(of cell: Int) -> (low: Double, high: Double) {
        if areValues { return axis.edges(ofCell: cell) }
        return (Double(cell) / Double(count), Double(cell + 1) / Double(count))
    }

    /// How likely each cell is by what was seen, and by one more that is spread over all cells.
    func masses(of seen: [Int]) -> [Double] {
        var counts = [Double](repeating: 0, count: count)
        for cell in seen { counts[cell] += 1 }
        if case .category = axis.kind {
            return counts.map { ($0 + 1 / Double(count)) / Double(seen.count + 1) }
        }
        guard count > 1 else { return [1] }
        let edges = (0..<count).map { self.edges(of: $0) }
        let middles = edges.map { ($0.low + $0.high) / 2 }
        let width = bandwidth(counts, middles, seen.count)
        var masses = edges.map { $0.high - $0.low }
        for cell in 0..<count where counts[cell] > 0 {
            var shares = edges.map { edge in
                Self.mass(from: (edge.low - middles[cell]) / width, to: (edge.high - middles[cell]) / width)
            }
            let sum = shares.reduce(0, +)
            for index in shares.indices { shares[index] *= counts[cell] / sum }
            for index in masses.indices { masses[index] += shares[index] }
        }
        return masses.map { $0 / Double(seen.count + 1) }
    }

    /// Scott's rule, n^(-1/5) deviations (Scott, "Multivariate density estimation", 1992); at least half a cell.
    private func bandwidth(_ counts: [Double], _ middles: [Double], _ total: Int) -> Double {
        let least = 0.5 / Double(count)
        guard total > 1 else { return max(least, 1) }
        let n = Double(total)
        let mean = zip(counts, middles).reduce(0) { $0 + $1.0 * $1.1 } / n
        let square = zip(counts, middles).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) } / (n - 1)
        return max(least, square.squareRoot() * Elementary.exp(-0.2 * Elementary.log(n)))
    }

    /// The standard normal distribution's mass of `low … high`.
    private static func mass(from low: Double, to high: Double) -> Double {
        Elementary.exp(NormalDistribution.logMass(from: low, to: high))
    }
}
