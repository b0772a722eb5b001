import Search

extension Array where Element == Double {
    /// The quantile of ascending numbers, between two of them by their distance (Hyndman and Fan 1996, type 7); not of none.
    func quantile(_ share: Double) -> Double {
        let place = share * Double(count - 1)
        let lower = Int(place)
        guard lower + 1 < count else { return self[count - 1] }
        let rest = place - Double(lower)
        return rest == 0 ? self[lower] : self[lower] * (1 - rest) + self[lower + 1] * rest
    }

    /// The middle of them; nil of none.
    var median: Double? { isEmpty ? nil : sorted().quantile(0.5) }

    /// The mean; nil of none.
    var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }

    /// The standard deviation of one, estimated from them; 0 of fewer than two.
    var deviation: Double {
        guard count > 1, let mean else { return 0 }
        return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
    }
}
