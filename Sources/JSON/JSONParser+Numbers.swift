// Numbers. A decimal of up to 15 digits and an exponent of up to 22 is read exactly with one multiplication or
// division (Clinger 1990); the rest goes through the standard library's correctly rounded conversion.

extension JSONParser {
    /// Reads a number that begins at the current byte, which is a sign, a digit or (JSON5) a point.
    mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        var isNegative = false
        if current == UInt8(ascii: "-") || (current == UInt8(ascii: "+") && syntax != .json) {
            isNegative = current == UInt8(ascii: "-")
            offset += 1
        }
        if let exception = exception() { return .double(isNegative ? -exception : exception) }
        if syntax == .json5, current == UInt8(ascii: "0"), byte(ahead: 1).map({ $0 | 0x20 }) == UInt8(ascii: "x") {
            return try hexadecimal(isNegative: isNegative)
        }
        return try decimal(from: start, isNegative: isNegative)
    }

    /// `NaN` and `Infinity` where the dialect has them; leniently as C, Go, Julia and Rust print them too.
    mutating func exception() -> Double? {
        guard syntax != .json else { return nil }
        if take("NaN") { return .nan }
        if take("Infinity") { return .infinity }
        guard syntax == .lenient else { return nil }
        if take("nan") { return .nan }
        return take("inf") || take("Inf") || take("infinity") ? .infinity : nil
    }

    private mutating func decimal(from start: Int, isNegative: Bool) throws(JSONError) -> JSONValue {
        var significand: UInt64 = 0
        var digits = 0
        var scale = 0

        func take(_ digit: UInt8) {
            digits += significand == 0 && digit == UInt8(ascii: "0") ? 0 : 1
            if digits <= 19 { significand = significand &* 10 &+ UInt64(digit - UInt8(ascii: "0")) }
        }

        let wholeStart = offset
        while let digit = current, digit.isDigit {
            take(digit)
            offset += 1
        }
        let whole = offset - wholeStart
        if whole > 1, bytes[wholeStart] == UInt8(ascii: "0") {
            offset = wholeStart
            throw failure(.unexpected(found: "a leading zero", expected: "a number without it"), at: wholeStart)
        }
        if whole == 0, !(syntax == .json5 && current == UInt8(ascii: ".")) { throw unexpected("a digit") }
        var isInteger = true
        if current == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            let fractionStart = offset
            while let digit = current, digit.isDigit {
                take(digit)
                offset += 1
            }
            scale = fractionStart - offset
            let mayBeEmpty = syntax == .json5 && whole > 0
            if scale == 0, !mayBeEmpty { throw unexpected("a digit after the decimal point") }
        }
        let mantissaEnd = offset
        if let exponentMark = current, exponentMark | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            scale += try exponent()
        }
        if let next = current, next.isIdentifierByte || next == UInt8(ascii: ".") {
            throw unexpected("the end of the number")
        }
        if isInteger, digits <= 19, let integer = integer(significand, isNegative: isNegative) { return .int(integer) }
        if digits <= 15, let fast = scaled(Double(significand), by: scale) { return .double(isNegative ? -fast : fast) }
        return .double(slow(start, mantissaEnd))
    }

    /// The digits after `e`, clamped to what no double needs.
    private mutating func exponent() throws(JSONError) -> Int {
        let isNegative = current == UInt8(ascii: "-")
        if isNegative || current == UInt8(ascii: "+") { offset += 1 }
        guard current?.isDigit == true else { throw unexpected("a digit of the exponent") }
        var value = 0
        while let digit = current, digit.isDigit {
            value = min(value * 10 + Int(digit - UInt8(ascii: "0")), 1_000_000)
            offset += 1
        }
        return isNegative ? -value : value
    }

    /// The integer, nil when it does not fit or is `-0`, which only a double can hold.
    private func integer(_ magnitude: UInt64, isNegative: Bool) -> Int? {
        if !isNegative { return Int(exactly: magnitude) }
        if magnitude == 0 { return nil }
        return magnitude == UInt64(Int.max) + 1 ? Int.min : Int(exactly: magnitude).map { -$0 }
    }

    private func scaled(_ value: Double, by scale: Int) -> Double? {
        if value == 0 { return 0 }
        guard abs(scale) <= 22 else { return nil }
        var power = 1.0
        for _ in 0..<abs(scale) { power *= 10 }
        return scale < 0 ? value / power : value * power
    }

    /// The correctly rounded double of the number at `start`; beyond the range it is infinite or zero.
    private func slow(_ start: Int, _ mantissaEnd: Int) -> Double {
        var text = String(decoding: bytes[start..<offset], as: UTF8.self)
        // JSON5's "5." and ".5" are no numbers to the standard library on every platform.
        if mantissaEnd > start, bytes[mantissaEnd - 1] == UInt8(ascii: ".") {
            text.insert("0", at: text.utf8.index(text.startIndex, offsetBy: mantissaEnd - start))
        }
        if text.hasPrefix("+") { text.removeFirst() }
        if text.hasPrefix(".") { text = "0" + text }
        if text.hasPrefix("-.") { text = "-0" + text.dropFirst() }
        return Double(text) ?? .nan
    }

    private mutating func hexadecimal(isNegative: Bool) throws(JSONError) -> JSONValue {
        offset += 2
        guard current?.hexDigit != nil else { throw unexpected("a hexadecimal digit") }
        var exact: UInt64? = 0
        var approximate = 0.0
        while let digit = current?.hexDigit {
            approximate = approximate * 16 + Double(digit)
            exact = exact.flatMap { $0 >> 60 == 0 ? $0 << 4 | UInt64(digit) : nil }
            offset += 1
        }
        if let next = current, next.isIdentifierByte || next == UInt8(ascii: ".") {
            throw unexpected("the end of the number")
        }
        if let exact, let integer = integer(exact, isNegative: isNegative) { return .int(integer) }
        return .double(isNegative ? -approximate : approximate)
    }
}
