/// An exponential moving average, free of the bias towards its start, as TensorBoard smooths; it starts anew behind a gap.
enum Smoothing {
    /// `values` smoothed with `weight` in 0 ..< 1; 0 leaves them as they are.
    static func averaged(_ values: [Double], weight: Double) -> [Double] {
        guard weight > 0, weight < 1 else { return values }
        var sum = 0.0
        var total = 0.0
        return values.map { value in
            guard value.isFinite else {
                (sum, total) = (0, 0)
                return value
            }
            sum = sum * weight + value * (1 - weight)
            total = total * weight + (1 - weight)
            return sum / total
        }
    }
}
