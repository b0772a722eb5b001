/// Exponential and logarithm with an error below one unit in the last place, the same bits on every platform, so that a
/// suggestion made on one machine can be derived again on another.
///
/// After fdlibm's `e_exp.c` and `e_log.c` (Sun Microsystems, 1993).
public enum Elementary {
    private static let ln2High = 6.93147180369123816490e-01
    private static let ln2Low = 1.90821492927058770002e-10

    /// The natural logarithm; -infinity at 0, NaN below.
    public static func log(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? -.infinity : .nan }
        guard x.isFinite else { return x }
        var exponent = Int(x.exponent)
        var fraction = x.significand
        if fraction > 0x1.6a09e667f3bcdp0 {
            fraction *= 0.5
            exponent += 1
        }
        let f = fraction - 1
        let k = Double(exponent)
        let s = f / (2 + f)
        let z = s * s
        let w = z * z
        let even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
        let odd =
            z
            * (6.666666666666735130e-01
                + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
        let remainder = even + odd
        let half = 0.5 * f * f
        return k * ln2High - ((half - (s * (half + remainder) + k * ln2Low)) - f)
    }

    /// e to the power `x`.
    public static func exp(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x > 709.782712893383973096 { return .infinity }
        if x < -745.13321910194110842 { return 0 }
        let magic = 6_755_399_441_055_744.0  // 1.5 * 2⁵²: adding it rounds to an integer
        let k = (x * 1.44269504088896338700 + magic) - magic
        let high = x - k * ln2High
        let low = k * ln2Low
        let r = high - low
        let t = r * r
        let tail = 6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)
        let c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * tail))
        let y = 1 - ((low - (r * c) / (2 - c)) - high)
        return scale(y, by: Int(k))
    }

    /// `y` times two to the power `exponent`, rounded once where the result is subnormal.
    private static func scale(_ y: Double, by exponent: Int) -> Double {
        if exponent >= -1021 && exponent <= 1023 {
            return y * Double(bitPattern: UInt64(exponent + 1023) << 52)
        }
        if exponent > 1023 { return y * 2 * 0x1p1023 }
        return y * Double(bitPattern: UInt64(exponent + 1023 + 1000) << 52) * 0x1p-1000
    }
}
