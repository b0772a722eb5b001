/// A monotone bending of the number line that makes a sample look most like a normal one.
///
/// `ψ(x) = ((1 + x)^λ - 1) / λ` for `x ≥ 0` and `-((1 - x)^(2 - λ) - 1) / (2 - λ)` below, with the λ of the largest
/// likelihood: long tails are drawn in, on either side; λ = 1 leaves all as it is.
///
/// ```swift
/// let transform = PowerTransform(fittedTo: [0, 1, 3, 7, 15])  // a long upper tail: exponent < 1
/// transform.apply(to: 3)
/// ```
/// Yeo and Johnson, "A new family of power transformations to improve normality or symmetry", 2000.
struct PowerTransform {
    /// `λ`.
    let exponent: Double

    /// The exponents that are compared: symmetric about 1, so that the negated sample has the mirror image.
    private static let exponents = (0...24).map { -2 + 0.25 * Double($0) }

    init(exponent: Double) { self.exponent = exponent }

    /// The transformation of the largest normal likelihood for `sample`; the identity where none has one.
    init(fittedTo sample: [Double]) {
        guard let first = sample.first, sample.contains(where: { $0 != first }) else {
            self.init(exponent: 1)
            return
        }
        let logs = sample.map { Elementary.log(1 + abs($0)) }
        let stretch = zip(sample, logs).reduce(0) { $0 + ($1.0 < 0 ? -$1.1 : $1.1) }
        let count = Double(sample.count)
        var chosen = 1.0
        var largest = -Double.infinity
        for exponent in Self.exponents {
            let transform = PowerTransform(exponent: exponent)
            let values = zip(sample, logs).map { transform.bend($1, isNegative: $0 < 0) }
            let mean = values.reduce(0, +) / count
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
            guard variance > .leastNormalMagnitude, variance < .infinity else { continue }
            let likelihood = (exponent - 1) * stretch - 0.5 * count * Elementary.log(variance)
            if likelihood > largest { (chosen, largest) = (exponent, likelihood) }
        }
        self.init(exponent: chosen)
    }

    /// `ψ(x)`.
    func apply(to x: Double) -> Double { bend(Elementary.log(1 + abs(x)), isNegative: x < 0) }

    /// `ψ` of the number with that sign whose `log(1 + |x|)` is `log`.
    private func bend(_ log: Double, isNegative: Bool) -> Double {
        let power = isNegative ? 2 - exponent : exponent
        let magnitude = power == 0 ? log : (Elementary.exp(power * log) - 1) / power
        return isNegative ? -magnitude : magnitude
    }
}
