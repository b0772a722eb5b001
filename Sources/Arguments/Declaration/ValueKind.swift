import Words

/// How a word of the command line becomes a value, and what a shell may offer for it.
public struct ValueKind<Value: Sendable>: Sendable {
    let completion: Completion
    let parse: @Sendable (String) throws(InvalidValue) -> Value

    /// A kind of value read by `parse`, which throws what it expected of a word that it can't read.
    public init(
        completion: Completion = .none, parse: @escaping @Sendable (String) throws(InvalidValue) -> Value
    ) {
        self.completion = completion
        self.parse = parse
    }

    /// The same kind of value, for which the shell offers `completion`.
    public func offering(_ completion: Completion) -> ValueKind { ValueKind(completion: completion, parse: parse) }
}

/// Why a word can't be read as a value.
public struct InvalidValue: Error, Sendable, Hashable {
    /// What is wanted instead: `a whole number of at least 1`.
    public let expected: String

    /// A word was found where `expected` was wanted.
    public init(expected: String) { self.expected = expected }
}

/// What a shell offers for a value.
public enum Completion: Sendable, Hashable {
    /// Nothing.
    case none
    /// Names of files.
    case file
    /// The listed words.
    case words([String])
    /// The lines that a command line prints.
    case lines(of: String)
}

extension ValueKind where Value == String {
    /// Any text, the empty one included.
    public static var string: ValueKind { string(completion: .none) }

    /// The path of a file.
    public static var file: ValueKind { string(completion: .file) }

    /// Any text, for which the shell offers `completion`.
    public static func string(completion: Completion) -> ValueKind {
        ValueKind(completion: completion) { word throws(InvalidValue) in word }
    }
}

extension ValueKind where Value == Int {
    /// A whole number of at least `range.lowerBound`.
    public static func integer(in range: PartialRangeFrom<Int>) -> ValueKind {
        ValueKind { word throws(InvalidValue) in
            guard let number = Int(word), range.contains(number) else {
                throw InvalidValue(expected: "a whole number of at least \(range.lowerBound)")
            }
            return number
        }
    }
}

extension ValueKind where Value == Double {
    /// A number, infinities and NaN included.
    public static var number: ValueKind {
        ValueKind { word throws(InvalidValue) in
            guard let number = Double(word) else { throw InvalidValue(expected: "a number") }
            return number
        }
    }

    /// A length of time in seconds, above 0, as `secondsOfDuration` reads it: `90`, `45s`, `10m`, `2h`, `1h30m`, `1d`.
    public static var duration: ValueKind {
        ValueKind { word throws(InvalidValue) in
            guard let seconds = secondsOfDuration(word), seconds > 0 else {
                throw InvalidValue(expected: "a length of time such as 45s, 10m, 2h or 1h30m")
            }
            return seconds
        }
    }
}

extension ValueKind where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the raw values of `type`'s cases.
    public static func choice(of type: Value.Type) -> ValueKind {
        let words = Value.allCases.map(\.rawValue)
        return ValueKind(completion: .words(words)) { word throws(InvalidValue) in
            guard let value = Value(rawValue: word) else {
                let guess = nearestName(to: word, among: words).map { "; did you mean '\($0)'?" } ?? ""
                throw InvalidValue(expected: "one of \(words.joined(separator: ", "))\(guess)")
            }
            return value
        }
    }
}
