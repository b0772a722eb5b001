/// A formula over named values: derived parameters, constraints, conditions, gates and queries.
///
/// ```swift
/// let constraint = try Expression(parsing: "d_model % heads == 0")
/// try constraint.type(where: ["d_model": .int, "heads": .int])              // .bool
/// try constraint.evaluate { ["d_model": .int(64), "heads": .int(8)][$0] }   // .bool(true)
/// ```
///
/// The language has numbers, strings, `true` and `false`, `+ - * / % **`, comparisons, `and or not in`, and the
/// functions `min max abs sqrt log log10 exp floor round`, with Python's precedence and Python's meaning: `/` gives a
/// float, the sign of `%` is the divisor's, `round` goes to the even neighbour, `**` binds tighter than a sign before it.
/// `metrics["val/loss"]` is a name too, `metrics.val/loss`, for what is called by other characters than a word's.
/// Nothing in it loops, and no input makes it trap.
public struct Expression: Sendable, Hashable {
    /// The text that was parsed.
    public let source: String
    /// Every name in the text, with the column (from 1, in Unicode scalars) of each of its places, in order.
    public let occurrences: [Occurrence]
    let root: Node

    /// One place of a name.
    public struct Occurrence: Sendable, Hashable {
        /// The name, with its dots; `params.lr` where the text has `params["lr"]`.
        public let name: String
        /// From 1, in Unicode scalars.
        public let column: Int
    }

    /// How deep parentheses, calls, lists and signs may be nested.
    public static let depthLimit = 50
    /// How many of `+ - * / % and or` there may be: with `depthLimit` it bounds the height of the tree.
    public static let operatorLimit = 200

    /// Parses `source`.
    ///
    /// - Parameter scope: what names may be written with or without: inside `params`, `params.lr` is the name `lr`.
    /// - Throws: `ExpressionError` with the column of the mistake.
    public init(parsing source: String, inside scope: String? = nil) throws(ExpressionError) {
        self.source = source
        var parser = try ExpressionParser(source, inside: scope)
        root = try parser.parse()
        occurrences = parser.occurrences
    }

    /// The names that the value of this expression may depend on.
    public var names: Set<String> { Set(occurrences.map(\.name)) }

    /// Whether both were parsed from the same text.
    public static func == (left: Expression, right: Expression) -> Bool { left.source == right.source }

    /// Feeds the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// A node of the tree; `column` is where its operator or its name stands.
indirect enum Node: Sendable {
    case literal(Value)
    case name(String, column: Int)
    case negate(Node, column: Int)
    case not(Node, column: Int)
    case binary(BinaryOperator, Node, Node, column: Int)
    case isIn(Node, [Node], column: Int)
    case and(Node, Node, column: Int)
    case or(Node, Node, column: Int)
    case call(Function, [Node], column: Int)

    /// The column where a type mistake of this operand is shown: its own name's or operator's, else its parent's.
    func column(in parent: Int) -> Int {
        switch self {
        case .literal: parent
        case .name(_, let column), .negate(_, let column), .not(_, let column), .binary(_, _, _, let column),
            .isIn(_, _, let column), .and(_, _, let column), .or(_, _, let column), .call(_, _, let column):
            column
        }
    }
}

enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case power = "**"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

enum Function: String, Sendable, CaseIterable {
    case min
    case max
    case abs
    case sqrt
    case log
    case log10
    case exp
    case floor
    case round

    /// How many arguments it takes.
    var arity: ClosedRange<Int> { self == .min || self == .max ? 2...64 : 1...1 }
}
