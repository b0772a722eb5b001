/// One cell as SQLite holds it.
public enum SQLiteValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// The storage class in words, for errors.
    var kind: String {
        switch self {
        case .null: "NULL"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "text"
        case .blob: "a blob"
        }
    }
}

/// A Swift type that can be bound to a parameter and read from a column.
public protocol SQLiteConvertible {
    /// What to bind. SQLite has no NaN: a `Double` NaN is stored as NULL, which the tables' comments say where it counts.
    var sqliteValue: SQLiteValue { get }
    /// The value of a column, nil when the column holds something else.
    static func from(_ value: SQLiteValue) -> Self?
    /// The type in words, for errors.
    static var sqliteKind: String { get }
}

extension Int: SQLiteConvertible {
    /// The integer itself.
    @inlinable public var sqliteValue: SQLiteValue { .integer(Int64(self)) }
    /// Integers only; a real number is not rounded.
    public static func from(_ value: SQLiteValue) -> Int? {
        guard case .integer(let integer) = value else { return nil }
        return Int(exactly: integer)
    }
    /// In words.
    public static var sqliteKind: String { "an integer" }
}

extension Double: SQLiteConvertible {
    /// The number itself; NaN is NULL.
    @inlinable public var sqliteValue: SQLiteValue { isNaN ? .null : .real(self) }
    /// Real numbers and integers; NULL must be asked for as `Double?`.
    public static func from(_ value: SQLiteValue) -> Double? {
        switch value {
        case .real(let real): real
        case .integer(let integer): Double(integer)
        default: nil
        }
    }
    /// In words.
    public static var sqliteKind: String { "a real number" }
}

extension Bool: SQLiteConvertible {
    /// 0 or 1.
    @inlinable public var sqliteValue: SQLiteValue { .integer(self ? 1 : 0) }
    /// 0 and 1 only.
    public static func from(_ value: SQLiteValue) -> Bool? {
        switch value {
        case .integer(0): false
        case .integer(1): true
        default: nil
        }
    }
    /// In words.
    public static var sqliteKind: String { "0 or 1" }
}

extension String: SQLiteConvertible {
    /// The text as UTF-8.
    @inlinable public var sqliteValue: SQLiteValue { .text(self) }
    /// Text only; invalid UTF-8 has been repaired.
    public static func from(_ value: SQLiteValue) -> String? {
        guard case .text(let text) = value else { return nil }
        return text
    }
    /// In words.
    public static var sqliteKind: String { "text" }
}

extension SQLiteValue: SQLiteConvertible {
    /// Itself.
    @inlinable public var sqliteValue: SQLiteValue { self }
    /// Anything.
    public static func from(_ value: SQLiteValue) -> SQLiteValue? { value }
    /// In words.
    public static var sqliteKind: String { "anything" }
}

extension Optional: SQLiteConvertible where Wrapped: SQLiteConvertible {
    /// NULL for nil.
    @inlinable public var sqliteValue: SQLiteValue { self?.sqliteValue ?? .null }
    /// nil for NULL.
    public static func from(_ value: SQLiteValue) -> Wrapped?? {
        if case .null = value { return .some(.none) }
        guard let wrapped = Wrapped.from(value) else { return .none }
        return .some(.some(wrapped))
    }
    /// In words.
    public static var sqliteKind: String { "\(Wrapped.sqliteKind) or NULL" }
}
