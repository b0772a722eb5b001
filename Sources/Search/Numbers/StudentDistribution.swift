// Student's t distribution for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).

/// Student's t distribution.
public struct StudentDistribution: Sendable, Hashable {
    /// Degrees of freedom, at least 1.
    public let degrees: Int

    /// The distribution with `degrees` (at least 1) degrees of freedom.
    public init(degrees: Int) { self.degrees = max(1, degrees) }

    /// The probability of a value up to `t`.
    public func probability(upTo t: Double) -> Double {
        let angle = arcTangent(t / Double(degrees).squareRoot())
        let cosine = 1 / (1 + t * t / Double(degrees)).squareRoot()
        let sine = t / Double(degrees).squareRoot() * cosine
        var sum = 0.0
        var term = degrees % 2 == 1 ? cosine : 1.0
        var index = degrees % 2 == 1 ? 1 : 0
        while index <= degrees - 2 {
            sum += term
            term *= cosine * cosine * Double(index + 1) / Double(index + 2)
            index += 2
        }
        let central = degrees % 2 == 1 ? 2 / Double.pi * (angle + sine * sum) : sine * sum
        return 0.5 + central / 2
    }

    /// The value that a probability of `p`, from 0.5 below 1, lies below.
    public func quantile(_ p: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while probability(upTo: high) < p, high < 1e15 { high *= 2 }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if middle == low || middle == high { break }
            if probability(upTo: middle) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}

/// The angle from -π/2 to π/2 whose tangent is `x`: halved four times by identity, then by its series.
private func arcTangent(_ x: Double) -> Double {
    var y = x
    for _ in 0..<4 { y /= 1 + (1 + y * y).squareRoot() }
    var sum = 0.0
    var power = y
    for odd in stride(from: 1, through: 25, by: 4) {
        sum += power / Double(odd)
        power *= y * y
        sum -= power / Double(odd + 2)
        power *= y * y
    }
    return 16 * sum
}
