/// A curve thinned to the columns of the screen: the first, lowest, highest and last value of each column are kept, so that
/// no extreme is lost.
enum Thinning {
    /// The indices to draw, in their order, of points whose places are `xs` (ascending) and values `ys` (all finite).
    ///
    /// Not more than four a column; all where there are not more anyway.
    static func kept(xs: [Double], ys: [Double], column: Double) -> [Int] {
        guard let first = xs.first, xs.count > 2 else { return Array(xs.indices) }
        var kept: [Int] = []
        var begin = 0
        while begin < xs.count {
            let number = ((xs[begin] - first) / column).rounded(.down)
            var end = begin
            var (low, high) = (begin, begin)
            while end < xs.count, ((xs[end] - first) / column).rounded(.down) == number {
                if ys[end] < ys[low] { low = end }
                if ys[end] > ys[high] { high = end }
                end += 1
            }
            for index in [begin, min(low, high), max(low, high), end - 1] where kept.last.map({ $0 < index }) ?? true {
                kept.append(index)
            }
            begin = end
        }
        return kept
    }

    /// `count` indices of 0 ..< `all`, evenly spread, the first among them.
    static func spread(_ count: Int, of all: Int) -> [Int] {
        guard count < all else { return Array(0..<all) }
        return (0..<max(0, count)).map { $0 * all / count }
    }
}

/// The lowest and highest value of many curves in each column of the screen.
struct Envelope: Sendable {
    private(set) var low: [Double]
    private(set) var high: [Double]

    init(columns: Int) {
        low = Array(repeating: .infinity, count: max(1, columns))
        high = Array(repeating: -.infinity, count: max(1, columns))
    }

    mutating func add(_ value: Double, column: Int) {
        guard low.indices.contains(column) else { return }
        low[column] = min(low[column], value)
        high[column] = max(high[column], value)
    }
}
