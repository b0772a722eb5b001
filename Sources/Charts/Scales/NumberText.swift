/// Numbers as charts and tables show them.
///
/// ```swift
/// NumberText.short(0.1 + 0.2)         // "0.3"
/// NumberText.short(1.23456e-7)        // "1.235e-7"
/// ```
public enum NumberText {
    /// `value` in `digits` significant digits at most; integers below ten millions whole, with an exponent what is very
    /// large or small; `NaN`, `inf` and `-inf`.
    public static func short(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
        let exact = DecimalNumber(value)
        let decimal = exact.rounded(to: exact.exponent < 7 ? max(digits, exact.exponent + 1) : digits)
        // 1000000 has too many zeros to count.
        let zeros = decimal.exponent + 1 - decimal.digits.count
        return decimal.exponent < -4 || decimal.exponent > 6 || zeros > 4 ? decimal.scientific : decimal.plain()
    }

    /// `value` with `decimals` places behind the point.
    static func fixed(_ value: Double, decimals: Int) -> String {
        let exact = DecimalNumber(value)
        return exact.rounded(to: exact.exponent + 1 + decimals).plain(decimals: decimals)
    }

    /// A whole number with its thousands apart: `10,000`.
    public static func count(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// The labels of evenly spaced ticks, all in one form: as many places as the step needs, thousands and more as `12k`.
    static func ticks(_ values: [Double], step: Double) -> [String] {
        let largest = values.map(\.magnitude).max() ?? 0
        guard largest > 0, step > 0 else { return values.map { short($0) } }
        let (top, last) = (decade(of: largest), decade(of: step))
        if top >= 4, top < 15 {
            let power = top / 3 * 3
            // A step of 2,500 in thousands needs one place, of 1 in thousands three: then all digits are better.
            let decimals = max(0, power - last)
            if decimals <= 1 {
                let suffix = ["k", "M", "G", "T"][power / 3 - 1]
                return values.map { value in
                    value == 0 ? "0" : fixed(value / powerOfTen(power), decimals: decimals) + suffix
                }
            }
        }
        if top >= 15 || top < -3 {
            return values.map { value in
                guard value != 0 else { return "0" }
                let exact = DecimalNumber(value)
                return exact.rounded(to: max(1, exact.exponent - last + 1)).scientific
            }
        }
        return values.map { fixed($0, decimals: max(0, -last)) }
    }
}
