/// How many of a number of cases, as an estimate of how likely a case is.
///
/// ```swift
/// Proportion(3, of: 21).interval   // 0.0498 … 0.3464
/// ```
public struct Proportion: Sendable, Hashable {
    /// The cases that count, at most `total`.
    public let count: Int
    /// All cases.
    public let total: Int

    /// `count` of `total` cases.
    public init(_ count: Int, of total: Int) {
        self.total = max(0, total)
        self.count = min(max(0, count), self.total)
    }

    /// The share of the cases that count; nil without any case.
    public var share: Double? { total > 0 ? Double(count) / Double(total) : nil }

    /// Where the likelihood lies with a confidence of 95 %: Wilson's score interval, which is right for few cases and
    /// for shares of 0 and 1 too. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    public var interval: ClosedRange<Double> {
        guard let share else { return 0...1 }
        let z = 1.959963984540054
        let (n, square) = (Double(total), z * z)
        let center = (share + square / (2 * n)) / (1 + square / n)
        let reach = z / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
        // At the ends the formula is exact, and only rounding keeps it from them.
        let low = count == 0 ? 0 : max(0, center - reach)
        return low...(count == total ? 1 : min(1, center + reach))
    }
}
