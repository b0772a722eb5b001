/// Which of its epochs' values a trial counts with.
///
/// ```swift
/// // of 0.7, 0.9, 0.8 at the epochs 1, 2, 3, to be maximized
/// Curve(counting: .best)        // reaches 0.9 at epoch 2
/// Curve(counting: .last(1))     // reaches 0.8 at epoch 3
/// Curve(counting: .last(2))     // reaches 0.85 at epoch 3
/// ```
public enum TrialValue: Sendable, Hashable {
    /// The best one.
    case best
    /// The mean of the last so many, of all where there are fewer; the last one where that is 1.
    case last(Int)

    /// The mean of `values`, the sum taken in their order; nil of none.
    public static func mean(of values: some Sequence<Double>) -> Double? {
        var (sum, count) = (0.0, 0)
        for value in values { (sum, count) = (sum + value, count + 1) }
        return count == 0 ? nil : count == 1 ? sum : sum / Double(count)
    }
}
