// The characters that one place of a pattern takes: [a-z_], \d, [^,;], the dot.

/// A set of Unicode scalars.
struct ScalarSet: Sendable, Hashable {
    /// Kinds of characters as Swift's regular expressions have them, which are Unicode's.
    enum Kind: Sendable, Hashable {
        case digit
        case word
        case space
        case horizontalSpace
        case newline

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .digit: scalar.properties.generalCategory == .decimalNumber
            case .word: Self.isWord(scalar)
            case .space: scalar.properties.isWhitespace
            case .horizontalSpace: scalar == "\t" || scalar.properties.generalCategory == .spaceSeparator
            case .newline: (0x0A...0x0D).contains(scalar.value) || [0x85, 0x2028, 0x2029].contains(scalar.value)
            }
        }

        private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
            if scalar.properties.isAlphabetic { return true }
            switch scalar.properties.generalCategory {
            case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
            default: return scalar.properties.isJoinControl
            }
        }
    }

    /// A part of the set.
    enum Member: Sendable, Hashable {
        case range(ClosedRange<UInt32>)
        case kind(Kind, isInverted: Bool)
    }

    private let members: [Member]
    private let isInverted: Bool
    private let ignoresCase: Bool
    /// The answers for the first 128 scalars.
    private let ascii: [Bool]

    init(_ members: [Member], isInverted: Bool = false, ignoresCase: Bool = false) {
        self.members = members
        self.isInverted = isInverted
        self.ignoresCase = ignoresCase
        ascii = (0..<128).map { value in
            let scalar = Unicode.Scalar(UInt8(value))
            return Self.contains(scalar, in: members, ignoringCase: ignoresCase) != isInverted
        }
    }

    /// Whether `scalar` is in it.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 128 { return ascii[Int(scalar.value)] }
        return Self.contains(scalar, in: members, ignoringCase: ignoresCase) != isInverted
    }

    private static func contains(
        _ scalar: Unicode.Scalar, in members: [Member], ignoringCase: Bool
    ) -> Bool {
        if members.contains(where: { $0.contains(scalar) }) { return true }
        guard ignoringCase else { return false }
        let properties = scalar.properties
        return [properties.lowercaseMapping, properties.uppercaseMapping].contains { mapped in
            guard let other = mapped.unicodeScalars.first, mapped.unicodeScalars.count == 1 else { return false }
            return members.contains { $0.contains(other) }
        }
    }
}

extension ScalarSet.Member {
    /// One scalar.
    init(_ scalar: Unicode.Scalar) { self = .range(scalar.value...scalar.value) }

    fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .range(let range): range.contains(scalar.value)
        case .kind(let kind, let isInverted): kind.contains(scalar) != isInverted
        }
    }
}
