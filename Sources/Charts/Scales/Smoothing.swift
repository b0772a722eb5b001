/// An exponential moving average, free of the bias towards its start, as TensorBoard smooths; it starts anew behind a gap.
public enum Smoothing {
    /// The weight that averages over about `epochs`: 0 for one, 2/3 for five.
    public static func weight(over epochs: Int) -> Double {
        epochs < 2 ? 0 : 1 - 2 / (Double(min(epochs, 1000)) + 1)
    }

    /// `Smoothed over 5 epochs (exponential moving average); the thin line is as recorded.`
    static func words(_ weight: Double, thin: String) -> String {
        let epochs = Int((2 / (1 - weight) - 1).rounded())
        return "Smoothed over \(Words.count(epochs, "epoch")) (exponential moving average); \(thin)."
    }

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
