/// A finite number in decimal digits, `d₁.d₂d₃… · 10^exponent`: what rounding for people works on, so that it never shows
/// `0.30000000000000004`.
struct DecimalNumber: Hashable, Sendable {
    /// The digits without leading or trailing zeros; empty for zero.
    var digits: [UInt8]
    var exponent: Int
    var isNegative: Bool

    /// The shortest digits that mean `value`, which is finite.
    init(_ value: Double) {
        precondition(value.isFinite, "only finite numbers have digits")
        isNegative = value < 0
        digits = []
        exponent = 0
        var point: Int?
        var written = value.magnitude.description.utf8.makeIterator()
        var power = ""
        while let byte = written.next() {
            switch byte {
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"):
                while let rest = written.next() { power.unicodeScalars.append(Unicode.Scalar(rest)) }
            default: digits.append(byte - UInt8(ascii: "0"))
            }
        }
        exponent = (point ?? digits.count) - 1 + (Int(power) ?? 0)
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        exponent -= zeros
        dropTrailingZeros()
    }

    private mutating func dropTrailingZeros() {
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty {
            exponent = 0
            isNegative = false
        }
    }

    /// Rounded to `count` significant digits, half away from zero; zero or the next power where `count` is not positive.
    func rounded(to count: Int) -> DecimalNumber {
        guard count < digits.count else { return self }
        var result = self
        guard count >= 0 else {
            result.digits = []
            result.dropTrailingZeros()
            return result
        }
        let goesUp = digits[count] >= 5
        result.digits = Array(digits.prefix(count))
        if goesUp {
            var place = count - 1
            while place >= 0, result.digits[place] == 9 {
                result.digits[place] = 0
                place -= 1
            }
            if place >= 0 {
                result.digits[place] += 1
            } else {
                result.digits.insert(1, at: 0)
                result.exponent += 1
            }
        }
        result.dropTrailingZeros()
        return result
    }

    /// The number with at least `decimals` places behind the point, and no exponent.
    func plain(decimals: Int = 0) -> String {
        var text = isNegative ? "-" : ""
        if digits.isEmpty || exponent < 0 {
            text += "0"
        } else {
            for place in 0...exponent { text += place < digits.count ? String(digits[place]) : "0" }
        }
        let places = max(decimals, digits.isEmpty ? 0 : digits.count - 1 - exponent)
        guard places > 0 else { return text }
        text += "."
        for place in 1...places {
            let digit = exponent + place
            text += !digits.isEmpty && digit >= 0 && digit < digits.count ? String(digits[digit]) : "0"
        }
        return text
    }

    /// The number as mantissa and power: `1.5e-7`.
    var scientific: String {
        guard let first = digits.first else { return "0" }
        let rest = digits.dropFirst().map { String($0) }.joined()
        return (isNegative ? "-" : "") + "\(first)" + (rest.isEmpty ? "" : "." + rest) + "e\(exponent)"
    }
}
