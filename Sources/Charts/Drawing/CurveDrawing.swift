/// A curve as its pieces between gaps.
struct CurvePieces: Sendable {
    /// Finite points in the order of x; a gap is a value that is not finite, or has no place on a logarithmic axis.
    private(set) var pieces: [[(x: Double, y: Double)]] = []
    /// Where the gaps are: the place of the value before, or else of the one behind.
    private(set) var gaps: [(x: Double, y: Double)] = []
    private(set) var isThinned = false

    init(xs: [Double], values: [Double], on plot: Plot, column: Double) {
        var begin = 0
        func isPlaced(_ index: Int) -> Bool { plot.y.share(values[index]) != nil && plot.x.share(xs[index]) != nil }
        while begin < values.count {
            guard isPlaced(begin) else {
                let gap = begin
                while begin < values.count, !isPlaced(begin) { begin += 1 }
                if let near = gap > 0 ? gap - 1 : begin < values.count ? begin : nil,
                    let point = plot.point(xs[near], values[near])
                {
                    gaps.append(point)
                }
                continue
            }
            var end = begin
            while end < values.count, isPlaced(end) { end += 1 }
            let places = xs[begin..<end].map { plot.x.clamped($0) ?? 0 }
            let kept = Thinning.kept(xs: places, ys: Array(values[begin..<end]), column: column)
            if kept.count < places.count { isThinned = true }
            pieces.append(kept.map { (places[$0], plot.y.clamped(values[begin + $0]) ?? 0) })
            begin = end
        }
    }

    /// The line; a piece of one point is a short dash, which a round dot would hide in.
    func path() -> PathText {
        var path = PathText()
        for piece in pieces {
            guard let first = piece.first else { continue }
            if piece.count == 1 {
                path.move(first.x - 2, first.y)
                path.line(first.x + 2, first.y)
                continue
            }
            path.move(first.x, first.y)
            for point in piece.dropFirst() { path.line(point.x, point.y) }
        }
        return path
    }

    var last: (x: Double, y: Double)? { pieces.last?.last }
}
