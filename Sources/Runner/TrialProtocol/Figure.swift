// Numbers as programs print them.
//
//     0.5   1e-3   '0.5'   0.5,   50%   1.2M   3k   tensor(0.5, device='cuda:0')   np.float64(0.5)   nan   -inf
//
// What can be read in two ways is not read: 1,234 may be a thousand or a little more than one.

/// Reads numbers in what a program prints.
enum Figure {
    /// Whether the one comma of `0,5` is the decimal one.
    enum Comma: Sendable, Hashable {
        case never
        /// Where it cannot group thousands.
        case whereUnambiguous
        case always
    }

    /// The number that `text` can only mean, nil where there is none.
    static func read(_ text: String, comma: Comma = .never) -> Double? {
        let core = unwrapped(text)
        if let number = plain(core, comma: comma) { return number }
        guard let unit = core.last, let factor = factors[unit] else { return nil }
        let count = trimmed(core.dropLast())
        guard let number = plain(count, comma: comma), number.isFinite else { return nil }
        return unit == "%" ? number / 100 : number * factor
    }

    /// The epoch, from 0, that `text` writes: `3`, `"3"`, `3.0`.
    static func epoch(_ text: String, largest: Int) -> Int? {
        guard let number = plain(unwrapped(text), comma: .never), let epoch = Int(exactly: number) else { return nil }
        return 0...largest ~= epoch ? epoch : nil
    }

    private static let factors: [Character: Double] = ["%": 0.01, "k": 1e3, "K": 1e3, "M": 1e6]

    /// Without blanks, a comma or semicolon behind it, quotes, and the calls that arrays print themselves as.
    private static func unwrapped(_ text: String) -> Substring {
        var rest = trimmed(text[...])
        // Each round takes something away.
        while true {
            let before = rest.count
            while let last = rest.last, last == "," || last == ";" { rest = trimmed(rest.dropLast()) }
            if let first = rest.first, first == "'" || first == "\"", rest.count >= 2, rest.last == first {
                rest = trimmed(rest.dropFirst().dropLast())
            }
            if let open = rest.firstIndex(of: "("), rest.last == ")", isCall(rest[..<open]) {
                rest = trimmed(rest[rest.index(after: open)...].dropLast().prefix { $0 != "," })
            }
            if rest.count == before { return rest }
        }
    }

    /// Whether `name` is that of a type whose values print themselves as `name(0.5)`.
    private static func isCall(_ name: Substring) -> Bool {
        let type = name.split(separator: ".").last ?? ""
        let types = ["tensor", "array", "Array", "float", "int", "float16", "float32", "float64", "int32", "int64"]
        return types.contains(String(type)) || type == "bfloat16" || type == "Decimal"
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }

    /// A number of digits with a point and an exponent, or one of the three that are none.
    private static func plain(_ text: Substring, comma: Comma) -> Double? {
        switch text.lowercased() {
        case "nan", "+nan", "-nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: break
        }
        guard let first = text.utf8.first, text.utf8.allSatisfy(isPart), first != UInt8(ascii: "e") else { return nil }
        guard text.utf8.contains(UInt8(ascii: ",")) else { return Double(text) }
        let halves = text.split(separator: ",", omittingEmptySubsequences: false)
        guard comma != .never, halves.count == 2, !text.contains(".") else { return nil }
        if comma == .whereUnambiguous, mayGroupThousands(halves[0], halves[1]) { return nil }
        return Double("\(halves[0]).\(halves[1])")
    }

    /// Whether the comma of `1,234` may stand between thousands: three digits behind it, one to three others before it.
    private static func mayGroupThousands(_ whole: Substring, _ fraction: Substring) -> Bool {
        let digits = whole.drop { $0 == "-" || $0 == "+" }
        let hasThree = fraction.count == 3 && fraction.allSatisfy(\.isNumber)
        return hasThree && 1...3 ~= digits.count && digits.first != "0"
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
