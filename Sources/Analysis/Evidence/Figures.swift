import Expressions
import Search

// Numbers and values in the words of findings.

extension Double {
    /// In so many significant digits: `0.742`, `1.2e-05`.
    func figure(_ digits: Int = 3) -> String {
        guard isFinite, self != 0 else { return isNaN ? "nan" : self == 0 ? "0" : self > 0 ? "inf" : "-inf" }
        let text = "\(rounded(toDigits: digits))"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The nearest number of so many significant digits.
    func rounded(toDigits digits: Int) -> Double {
        guard isFinite, self != 0 else { return self }
        var exponent = 0
        var magnitude = abs(self)
        while magnitude >= 10 { (magnitude, exponent) = (magnitude / 10, exponent + 1) }
        while magnitude < 1 { (magnitude, exponent) = (magnitude * 10, exponent - 1) }
        let power = digits - 1 - exponent
        // Read from decimal digits, it is the number that is written with these digits.
        let mantissa = (magnitude * Self.power(of: digits - 1)).rounded()
        return (self < 0 ? -1 : 1) * (Double("\(Int(mantissa))e\(-power)") ?? self)
    }

    private static func power(of exponent: Int) -> Double { (0..<exponent).reduce(1.0) { power, _ in power * 10 } }

    /// A share: `62 %`, `0.4 %`.
    var percent: String { (self * 100).figure(self < 0.1 ? 1 : 2) + " %" }
}

extension Value {
    /// As it reads in a sentence.
    var figure: String {
        switch self {
        case .float(let number): number.figure(4)
        case .int, .string, .bool: "\(self)"
        }
    }
}

extension [Int] {
    /// `3`, `3 and 7`, `3, 7 and 9`, `0, 1, 2 and 40 more`.
    var listed: String {
        guard count > 1, let last else { return first.map(String.init) ?? "none" }
        let isLong = count > 6
        let shown = isLong ? Array(prefix(5)) : Array(dropLast())
        return shown.map(String.init).joined(separator: ", ") + " and " + (isLong ? "\(count - 5) more" : "\(last)")
    }
}
