/// Where a text stops being the JSON that was expected.
public struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// `found` stands where `expected` should: `found end of text, expected "," or "}"`.
        case unexpected(found: String, expected: String)
        /// Lists and objects are nested more than `limit` deep.
        case tooDeep(limit: Int)
        /// The text has more than `limit` bytes.
        case tooLong(limit: Int)
        /// A key is there twice.
        case duplicateKey(String, first: JSONPosition)
    }

    /// The place.
    public let position: JSONPosition
    /// What is wrong there.
    public let reason: Reason

    /// The error of `reason` at `position`.
    public init(position: JSONPosition, reason: Reason) {
        self.position = position
        self.reason = reason
    }

    /// The line, from 1.
    public var line: Int { position.line }
    /// The column in Unicode scalars, from 1.
    public var column: Int { position.column }
}

extension JSONError: CustomStringConvertible {
    /// The error without its place.
    public var message: String {
        switch reason {
        case .unexpected(let found, let expected):
            "found \(found), expected \(expected)"
        case .tooDeep(let limit):
            "lists and objects are nested more than \(limit) deep"
        case .tooLong(let limit):
            "the text is longer than \(limit) bytes"
        case .duplicateKey(let key, let first):
            "the key \(JSONValue.string(key).text()) is there twice; the first is at \(first)"
        }
    }

    /// The error with its place, for people.
    public var description: String { "\(position): \(message)" }
}

/// A place in a text.
public struct JSONPosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The line, from 1; lines end with LF, CR or CR LF.
    public let line: Int
    /// The column in Unicode scalars, from 1.
    public let column: Int

    /// The place at `line` and `column`, both from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// `line 3, column 14`.
    public var description: String { "line \(line), column \(column)" }

    /// Whether `left` comes first in the text.
    public static func < (left: JSONPosition, right: JSONPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
