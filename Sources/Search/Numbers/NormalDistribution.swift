/// Masses of the standard normal distribution, exact to about twelve digits even where they are below 1e-300.
///
/// Everything rests on Mills' ratio R(z) = Q(z) / φ(z), the upper tail's mass over the density: it is smooth and never
/// underflows, so that log Q(z) = log R(z) - z²/2 - log √(2π) holds for any z ≥ 0. R is tabulated once, by its continued
/// fraction, with its derivatives: R' = z R - 1, R⁽ᵏ⁺¹⁾ = z R⁽ᵏ⁾ + k R⁽ᵏ⁻¹⁾.
public enum NormalDistribution {
    /// log √(2π).
    static let logRootTwoPi = 0.91893853320467274178

    private static let nodesPerUnit = 16.0
    private static let tableEnd = 16.0
    private static let terms = 7
    /// Taylor coefficients of R around the middle of each cell of the table.
    private static let table: [Double] = {
        let count = Int(tableEnd * nodesPerUnit)
        var table: [Double] = []
        table.reserveCapacity(count * terms)
        for node in 0..<count {
            let z = (Double(node) + 0.5) / nodesPerUnit
            var derivatives = [continuedFraction(z)]
            derivatives.append(z * derivatives[0] - 1)
            for order in 1..<(terms - 1) {
                derivatives.append(z * derivatives[order] + Double(order) * derivatives[order - 1])
            }
            var factorial = 1.0
            for (order, derivative) in derivatives.enumerated() {
                if order > 1 { factorial *= Double(order) }
                table.append(derivative / factorial)
            }
        }
        return table
    }()

    /// Q(z) / φ(z) for z ≥ 0.
    public static func millsRatio(_ z: Double) -> Double {
        guard z < tableEnd else { return asymptoticSeries(z) }
        let node = Int(z * nodesPerUnit)
        let offset = z - (Double(node) + 0.5) / nodesPerUnit
        return table.withUnsafeBufferPointer { table in
            let first = node * terms
            var sum = table[first + terms - 1]
            for term in stride(from: first + terms - 2, through: first, by: -1) { sum = sum * offset + table[term] }
            return sum
        }
    }

    /// log of the mass of `a … b`, a ≤ b; -infinity where they are equal.
    public static func logMass(from a: Double, to b: Double) -> Double {
        if b - a < narrow { return narrowLogMass(middle: 0.5 * (a + b), width: b - a) }
        if a > 0 { return logTailMass(from: a, to: b) }
        if b < 0 { return logTailMass(from: -b, to: -a) }
        return Elementary.log(1 - upperMass(-a) - upperMass(b))
    }

    /// Q(z) for z ≥ 0.
    public static func upperMass(_ z: Double) -> Double {
        millsRatio(z) * Elementary.exp(-0.5 * z * z - logRootTwoPi)
    }

    private static let narrow = 1e-3

    /// φ(a) (R(a) - exp((a² - b²) / 2) R(b)) for 0 < a < b.
    private static func logTailMass(from a: Double, to b: Double) -> Double {
        let decay = 0.5 * (b - a) * (b + a)
        let rest = decay < 45 ? Elementary.exp(-decay) * millsRatio(b) : 0
        return Elementary.log(millsRatio(a) - rest) - 0.5 * a * a - logRootTwoPi
    }

    /// The density at the middle times the width times sinh(h) / h, h = middle * width / 2, for the slope inside.
    private static func narrowLogMass(middle: Double, width: Double) -> Double {
        let slope = abs(0.5 * middle * width)
        let tilt: Double
        if slope < 0.02 {
            tilt = slope * slope / 6 - slope * slope * slope * slope / 180
        } else {
            tilt = slope + Elementary.log((1 - Elementary.exp(-2 * slope)) / (2 * slope))
        }
        return Elementary.log(width) - 0.5 * middle * middle - logRootTwoPi + tilt - width * width / 24
    }

    /// Laplace's continued fraction 1 / (z + 1 / (z + 2 / (z + 3 / …))), or for small z the series of the mass.
    private static func continuedFraction(_ z: Double) -> Double {
        if z < 2 {
            var term = z
            var sum = z
            var order = 1.0
            while term > 1e-18 * sum {
                order += 2
                term *= z * z / order
                sum += term
            }
            let density = Elementary.exp(-0.5 * z * z - logRootTwoPi)
            return 0.5 / density - sum
        }
        var fraction = z
        for level in stride(from: 200.0, through: 1, by: -1) { fraction = z + level / fraction }
        return 1 / fraction
    }

    private static func asymptoticSeries(_ z: Double) -> Double {
        let square = 1 / (z * z)
        var sum = 1.0
        for level in stride(from: 15.0, through: 1, by: -2) { sum = 1 - level * square * sum }
        return sum / z
    }
}
