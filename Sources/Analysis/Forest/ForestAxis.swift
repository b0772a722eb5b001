import Expressions
import Search

/// One parameter as a line of `0 … 1` that trees cut in two.
///
/// A uniform draw of the parameter is uniform on it, in the logarithm where the range is logarithmic. An unordered choice has no
/// line: its values are put in the order of their mean value, in which the best cut is always among the ones between neighbours
/// (Breiman and others, "Classification and regression trees", 1984, section 9.4).
struct ForestAxis {
    let axis: Axis
    /// Of an unordered choice, the place of each value on the line.
    private let places: [Int]

    /// The line of `axis`; of an unordered choice's values, `means` says in which order, nil where it was never tried.
    init(_ axis: Axis, means: [Double?] = []) {
        self.axis = axis
        guard case .category(let count) = axis.kind else {
            places = []
            return
        }
        // Values that nobody has tried stand in the middle.
        let known = means.compactMap { $0 }
        let middle = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
        let keys = (0..<count).map { $0 < means.count ? means[$0] ?? middle : middle }
        let order = (0..<count).sorted { (keys[$0], $0) < (keys[$1], $1) }
        var places = [Int](repeating: 0, count: count)
        for (place, cell) in order.enumerated() { places[cell] = place }
        self.places = places
    }

    /// Where `value` is on the line; nil outside the domain.
    func position(of value: Value) -> Double? {
        guard case .category(let count) = axis.kind else { return axis.coordinate(of: value) }
        return axis.cell(of: value).map { (Double(places[$0]) + 0.5) / Double(count) }
    }

    /// The position of a uniform draw.
    func position(ofDraw fraction: Double) -> Double {
        switch axis.kind {
        case .continuous: return fraction
        case .grid: return axis.coordinate(ofCell: axis.cell(at: fraction))
        case .category(let count): return (Double(min(count - 1, Int(fraction * Double(count)))) + 0.5) / Double(count)
        }
    }

    /// Where to cut between two neighbours `low` < `high`: in the middle, for finite domains at the edge of a value.
    func cut(between low: Double, and high: Double) -> Double {
        switch axis.kind {
        case .continuous:
            let middle = low + (high - low) / 2
            return middle > low ? middle : high
        case .grid:
            let (first, last) = (axis.cell(at: low), axis.cell(at: high))
            return axis.edges(ofCell: first + (last - first + 1) / 2).low
        case .category(let count):
            let (first, last) = (Int(low * Double(count)), Int(high * Double(count)))
            return Double(first + (last - first + 1) / 2) / Double(count)
        }
    }
}
