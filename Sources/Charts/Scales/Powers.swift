// Logarithms and powers to the base 10 from arithmetic alone: a chart has the same bytes on every system, and the module
// imports nothing.

/// The logarithm to the base 10 of a positive finite number, right to about 15 digits.
func logarithm10(_ value: Double) -> Double {
    precondition(value > 0 && value.isFinite, "only positive numbers have a logarithm")
    var mantissa = value.significand
    var exponent = Double(value.exponent)
    if mantissa > 1.4142135623730951 {
        mantissa /= 2
        exponent += 1
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), whose argument is below 0.172 here: 11 terms are enough.
    let t = (mantissa - 1) / (mantissa + 1)
    let square = t * t
    var sum = 0.0
    for term in stride(from: 21, through: 1, by: -2) { sum = sum * square + 1 / Double(term) }
    return (exponent * 0.6931471805599453 + 2 * t * sum) / 2.302585092994046
}

/// 10 to an integer power; 0 or infinity beyond what a Double holds.
func powerOfTen(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? (exponent < 0 ? 0 : .infinity) }

/// The greatest integer n with 10ⁿ ≤ `value`, which is positive and finite.
func decade(of value: Double) -> Int { DecimalNumber(value).exponent }
