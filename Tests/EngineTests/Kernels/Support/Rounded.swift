// What a kernel's result is without rounding, and how far from it float arithmetic may come.
//
//     Rounded(x) * Rounded(y) + Rounded(z)    // the exact value, and the error of two roundings
//
// The oracles are plain loops over these numbers, so that each tolerance follows from the oracle's own steps. Every
// step is done in double precision, whose own error is left out, and adds half a unit in the last place of a float to
// the errors that it passes on; sums hold for any order of their terms, and products whose sum is fused with them are
// only nearer (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, sections 3.1 to 4.2).

import Foundation

/// A number and the largest error that float arithmetic may have left in it.
struct Rounded: Sendable {
    /// Half a unit in the last place of a float, relative to its value.
    static let unit = 0x1p-24

    let value: Double
    let error: Double

    /// A number that nothing has rounded.
    init(_ exact: Float) { (value, error) = (Double(exact), 0) }

    init(value: Double, error: Double) { (self.value, self.error) = (value, error) }

    /// A result with what its operands pass on, rounded to a float; an infinity is one however it is rounded.
    init(rounding value: Double, passed error: Double = 0) {
        self.init(value: value, error: value.isInfinite ? 0 : error + Self.unit * (abs(value) + error))
    }

    static func + (a: Rounded, b: Rounded) -> Rounded {
        Rounded(rounding: a.value + b.value, passed: a.error + b.error)
    }
    static func - (a: Rounded, b: Rounded) -> Rounded {
        Rounded(rounding: a.value - b.value, passed: a.error + b.error)
    }
    static func * (a: Rounded, b: Rounded) -> Rounded {
        Rounded(
            rounding: a.value * b.value,
            passed: abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error)
    }
    static func / (a: Rounded, b: Rounded) -> Rounded {
        let quotient = a.value / b.value
        let room = abs(b.value) - b.error
        return Rounded(
            rounding: quotient, passed: room > 0 ? (a.error + abs(quotient) * b.error) / room : .infinity)
    }
    static prefix func - (a: Rounded) -> Rounded { Rounded(value: -a.value, error: a.error) }

    var squareRoot: Rounded {
        let root = value.squareRoot()
        let below = root - max(value - error, 0).squareRoot()
        return Rounded(rounding: root, passed: max(below, (value + error).squareRoot() - root))
    }

    /// At least `bound`; as near as the number is.
    func atLeast(_ bound: Float) -> Rounded { Rounded(value: max(value, Double(bound)), error: error) }

    /// e^x as simd.h promises it: within two units in the last place, 0 far below, infinite where no float is as large.
    var exponential: Rounded {
        let e = exp(value)
        if e > Double(Float.greatestFiniteMagnitude) { return Rounded(value: .infinity, error: 0) }
        let passed = exp(value + error) - e
        return Rounded(value: e, error: passed + 4 * Self.unit * (e + passed) + 0x1p-125)
    }

    /// erf as simd.h promises it: within 5e-7.
    var errorFunction: Rounded {
        let passed = max(erf(value + error) - erf(value), erf(value) - erf(value - error))
        return Rounded(value: erf(value), error: passed + 5e-7)
    }

    /// The sum of all terms in any order.
    static func sum(_ terms: some Collection<Rounded>) -> Rounded {
        var (value, magnitudes, errors) = (0.0, 0.0, 0.0)
        for term in terms {
            value += term.value
            magnitudes += abs(term.value) + term.error
            errors += term.error
        }
        return Rounded(value: value, error: errors + growth(terms.count - 1) * magnitudes)
    }

    /// What this many roundings, one after the other, may change, relative to the magnitudes that they are of.
    static func growth(_ roundings: Int) -> Double {
        let error = Double(max(roundings, 0)) * unit
        return error / (1 - error)
    }
}
