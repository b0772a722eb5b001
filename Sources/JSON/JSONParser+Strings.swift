// Strings, their escapes, and JSON5's unquoted keys.

extension JSONParser {
    /// Reads a string whose opening quote is the current byte.
    mutating func string(quote: UInt8) throws(JSONError) -> String {
        let start = offset
        offset += 1
        var run = offset
        var unescaped: [UInt8] = []
        while let byte = current {
            switch byte {
            case quote:
                let end = offset
                offset += 1
                if unescaped.isEmpty { return try text(bytes[run..<end], at: run) }
                unescaped += bytes[run..<end]
                return try unescaped.withUnsafeBufferPointer { (all) throws(JSONError) in try text(all[...], at: run) }
            case UInt8(ascii: "\\"):
                unescaped += bytes[run..<offset]
                try escape(into: &unescaped)
                run = offset
            case 0x0A, 0x0D:
                if syntax != .lenient { throw unexpected("the string's closing quote") }
                offset += 1
            case ..<0x20:
                if syntax == .json { throw unexpected("an escape such as \\t for a control character") }
                offset += 1
            default:
                offset += 1
            }
        }
        throw failure(.unexpected(found: "a string without its closing quote", expected: "the quote"), at: start)
    }

    private func text(_ slice: Slice<UnsafeBufferPointer<UInt8>>, at start: Int) throws(JSONError) -> String {
        let run = UnsafeBufferPointer(rebasing: slice)
        if syntax == .lenient { return String(decoding: run, as: UTF8.self) }
        guard let text = String(validating: run, as: UTF8.self) else {
            throw failure(.unexpected(found: "bytes that are not UTF-8", expected: "UTF-8 in the string"), at: start)
        }
        return text
    }

    /// Reads an escape whose backslash is the current byte.
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        offset += 1
        guard let byte = current else { throw unexpected("an escaped character") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            offset += 1
            append(try unicodeEscape(), to: &text)
            return
        default:
            guard syntax == .json5 else { throw unexpected("one of \" \\ / b f n r t u after the backslash") }
            return try json5Escape(byte, into: &text)
        }
        offset += 1
    }

    private mutating func json5Escape(_ byte: UInt8, into text: inout [UInt8]) throws(JSONError) {
        switch byte {
        case UInt8(ascii: "v"): text.append(0x0B)
        case UInt8(ascii: "0"):
            if self.byte(ahead: 1)?.isDigit == true { throw unexpected("no octal escape") }
            text.append(0)
        case UInt8(ascii: "x"):
            offset += 1
            append(Unicode.Scalar(UInt8(try hexDigits(2))), to: &text)
            return
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            throw unexpected("no digit after the backslash")
        case 0x0D:
            if self.byte(ahead: 1) == 0x0A { offset += 1 }
        case 0x0A:
            break
        default:
            guard let (scalar, length) = scalar(at: offset) else { throw unexpected("a character after the backslash") }
            if scalar.value != 0x2028, scalar.value != 0x2029 { append(scalar, to: &text) }
            offset += length
            return
        }
        offset += 1
    }

    /// The scalar of `\uXXXX` past its `\u`, with the second half of a surrogate pair; a lone surrogate is U+FFFD.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let unit = try hexDigits(4)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let isLeading = unit < 0xDC00
        guard isLeading, current == UInt8(ascii: "\\"), byte(ahead: 1) == UInt8(ascii: "u") else { return "\u{FFFD}" }
        let before = offset
        offset += 2
        let trailing = try hexDigits(4)
        guard 0xDC00...0xDFFF ~= trailing,
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (trailing - 0xDC00))
        else {
            offset = before
            return "\u{FFFD}"
        }
        return scalar
    }

    private mutating func hexDigits(_ count: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = current?.hexDigit else { throw unexpected("\(count) hexadecimal digits") }
            value = value << 4 | digit
            offset += 1
        }
        return value
    }

    /// Reads an ECMAScript identifier: JSON5's unquoted key.
    mutating func identifier() throws(JSONError) -> String {
        var name: [UInt8] = []
        while let byte = current {
            if byte.isIdentifierByte {
                if name.isEmpty, byte.isDigit { break }
                name.append(byte)
                offset += 1
            } else if byte == UInt8(ascii: "\\"), self.byte(ahead: 1) == UInt8(ascii: "u") {
                let start = offset
                offset += 2
                let scalar = try unicodeEscape()
                guard isIdentifier(scalar, first: name.isEmpty) else {
                    throw failure(.unexpected(found: "the escape of \"\(scalar)\"", expected: "a letter"), at: start)
                }
                append(scalar, to: &name)
            } else if byte >= 0x80, let (scalar, length) = scalar(at: offset),
                isIdentifier(scalar, first: name.isEmpty)
            {
                append(scalar, to: &name)
                offset += length
            } else {
                break
            }
        }
        if name.isEmpty { throw unexpected("a key or \"}\"") }
        return String(decoding: name, as: UTF8.self)
    }

    private func isIdentifier(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
        if scalar == "_" || scalar == "$" { return true }
        if first { return scalar.properties.isIDStart }
        return scalar.properties.isIDContinue || scalar.value == 0x200C || scalar.value == 0x200D
    }

    private func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        text.append(contentsOf: Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
    }
}
