// Bytes, white space, comments, and what an error says of its place.

extension JSONParser {
    var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func byte(ahead distance: Int) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    /// Steps over `word` where it stands as a whole word.
    mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard offset + count <= bytes.count else { return false }
        for index in 0..<count where bytes[offset + index] != word.utf8Start[index] { return false }
        if let next = byte(ahead: count), next.isIdentifierByte { return false }
        offset += count
        return true
    }

    /// Steps over white space and, in JSON5, comments.
    mutating func skipSpace() throws(JSONError) {
        while let byte = current {
            switch byte {
            case 0x20, 0x0A, 0x0D, 0x09:
                offset += 1
            case 0x0B where syntax == .json5, 0x0C where syntax == .json5:
                offset += 1
            case UInt8(ascii: "/") where syntax == .json5:
                try skipComment()
            case 0x80... where syntax == .json5:
                guard let (scalar, length) = scalar(at: offset), scalar.isJSON5Space else { return }
                offset += length
            default:
                return
            }
        }
    }

    private mutating func skipComment() throws(JSONError) {
        switch byte(ahead: 1) {
        case UInt8(ascii: "/")?:
            while let byte = current, byte != 0x0A, byte != 0x0D { offset += 1 }
        case UInt8(ascii: "*")?:
            let start = offset
            offset += 2
            while true {
                guard let byte = current else {
                    throw failure(.unexpected(found: "a comment without an end", expected: "\"*/\""), at: start)
                }
                if byte == UInt8(ascii: "*"), self.byte(ahead: 1) == UInt8(ascii: "/") { break }
                offset += 1
            }
            offset += 2
        default:
            throw unexpected("a comment: \"//\" or \"/*\"")
        }
    }

    /// The Unicode scalar that begins at `offset`, with its length in bytes; nil where there is none.
    func scalar(at offset: Int) -> (Unicode.Scalar, length: Int)? {
        guard offset < bytes.count else { return nil }
        var decoder = Unicode.UTF8.ForwardParser()
        var iterator = bytes[offset...].makeIterator()
        guard case .valid(let encoded) = decoder.parseScalar(from: &iterator) else { return nil }
        return (Unicode.UTF8.decode(encoded), encoded.count)
    }

    func failure(_ reason: JSONError.Reason, at offset: Int) -> JSONError {
        JSONError(position: LineTable.position(of: offset, in: bytes), reason: reason)
    }

    /// The error that `expected` should stand at the current byte.
    func unexpected(_ expected: String) -> JSONError {
        failure(.unexpected(found: found(at: offset), expected: expected), at: offset)
    }

    /// What stands at `offset`, for people: a word whole, anything else as its character.
    private func found(at offset: Int) -> String {
        guard offset < bytes.count else { return "the end of the text" }
        var end = offset
        while end < bytes.count, end - offset < 40, bytes[end].isIdentifierByte { end += 1 }
        if end > offset { return "\"\(String(decoding: bytes[offset..<end], as: UTF8.self))\"" }
        switch scalar(at: offset) {
        case (let scalar, _)? where scalar.value == 0x0A || scalar.value == 0x0D: return "the end of the line"
        case (let scalar, _)? where scalar.properties.generalCategory == .control || scalar.isJSON5Space:
            return "the character U+\(hex(scalar.value))"
        case (let scalar, _)?: return scalar == "\"" ? "a double quote" : "\"\(scalar)\""
        case nil: return "the byte 0x\(String(bytes[offset], radix: 16)), which is not UTF-8"
        }
    }

    private func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension UInt8 {
    /// Whether this can go on a word: an ASCII letter, a digit, `_` or `$`.
    var isIdentifierByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    /// The value as a hexadecimal digit.
    var hexDigit: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}

extension Unicode.Scalar {
    var isJSON5Space: Bool {
        value == 0xFEFF || value == 0x2028 || value == 0x2029 || properties.generalCategory == .spaceSeparator
    }
}
