// Recursive descent by Python's precedence, loosest first: or, and, not, comparisons and in, + -, * / %, sign, **.

import Words

struct ExpressionParser {
    private let source: String
    private let scope: String?
    private let tokens: [(token: Token, column: Int)]
    private var position = 0
    private var depth = 0
    private var operators = 0
    private(set) var occurrences: [Expression.Occurrence] = []

    private static let reserved: Set<String> = ["and", "or", "not", "in", "true", "false"]
    private static let comparisons: Set<String> = ["==", "!=", "<", "<=", ">", ">="]

    init(_ source: String, inside scope: String?) throws(ExpressionError) {
        self.source = source
        self.scope = scope.map { $0 + "." }
        var lexer = try Lexer(source)
        tokens = try lexer.tokens()
    }

    mutating func parse() throws(ExpressionError) -> Node {
        let node = try disjunction()
        if token != .end { throw unexpected("an operator or the end") }
        return node
    }

    private var token: Token { tokens[position].token }
    private var column: Int { tokens[position].column }

    private func error(_ reason: ExpressionError.Reason, at column: Int) -> ExpressionError {
        ExpressionError(reason: reason, column: column, source: source)
    }

    private func unexpected(_ expected: String) -> ExpressionError {
        error(.unexpected(found: token.words, expected: expected), at: column)
    }

    /// Steps over one of `symbols` and gives it with its column.
    private mutating func take(_ symbols: String...) -> (symbol: String, column: Int)? {
        guard case .symbol(let symbol) = token, symbols.contains(symbol) else { return nil }
        defer { position += 1 }
        return (symbol, column)
    }

    private mutating func takeWord(_ word: String) -> Int? {
        guard token == .name(word) else { return nil }
        defer { position += 1 }
        return column
    }

    /// Counts one more level of nesting: evaluation recurses over the tree.
    private mutating func descend() throws(ExpressionError) {
        depth += 1
        if depth > Expression.depthLimit { throw error(.tooDeep(limit: Expression.depthLimit), at: column) }
    }

    /// Counts an operator that makes its chain, and so the tree, one level higher.
    private mutating func countOperator(at column: Int) throws(ExpressionError) {
        operators += 1
        let limit = Expression.operatorLimit
        if operators > limit { throw error(.tooManyOperators(limit: limit), at: column) }
    }

    private mutating func disjunction() throws(ExpressionError) -> Node {
        var left = try conjunction()
        while let column = takeWord("or") {
            try countOperator(at: column)
            left = .or(left, try conjunction(), column: column)
        }
        return left
    }

    private mutating func conjunction() throws(ExpressionError) -> Node {
        var left = try negation()
        while let column = takeWord("and") {
            try countOperator(at: column)
            left = .and(left, try negation(), column: column)
        }
        return left
    }

    private mutating func negation() throws(ExpressionError) -> Node {
        guard let column = takeWord("not") else { return try comparison() }
        try descend()
        defer { depth -= 1 }
        return .not(try negation(), column: column)
    }

    private mutating func comparison() throws(ExpressionError) -> Node {
        let left = try sum()
        let column = column
        let node: Node
        if let (symbol, _) = take("==", "!=", "<", "<=", ">", ">="), let operation = BinaryOperator(rawValue: symbol) {
            node = .binary(operation, left, try sum(), column: column)
        } else if takeWord("in") != nil {
            node = .isIn(left, try list(), column: column)
        } else if token == .name("not"), tokens[position + 1].token == .name("in") {
            position += 2
            node = .not(.isIn(left, try list(), column: column), column: column)
        } else {
            return left
        }
        if case .symbol(let symbol) = token, Self.comparisons.contains(symbol) {
            throw error(.chainedComparison, at: self.column)
        }
        if token == .name("in") { throw error(.chainedComparison, at: self.column) }
        return node
    }

    private mutating func list() throws(ExpressionError) -> [Node] {
        guard take("[") != nil else { throw unexpected("a list such as [1, 2] after `in`") }
        if take("]") != nil { return [] }
        return try elements(until: "]")
    }

    private mutating func elements(until close: String) throws(ExpressionError) -> [Node] {
        try descend()
        defer { depth -= 1 }
        var elements: [Node] = []
        while true {
            elements.append(try disjunction())
            if take(close) != nil { return elements }
            guard take(",") != nil else { throw unexpected("`,` or `\(close)`") }
        }
    }

    private mutating func sum() throws(ExpressionError) -> Node {
        var left = try product()
        while let (symbol, column) = take("+", "-") {
            try countOperator(at: column)
            left = .binary(symbol == "+" ? .add : .subtract, left, try product(), column: column)
        }
        return left
    }

    private mutating func product() throws(ExpressionError) -> Node {
        var left = try signed()
        while let (symbol, column) = take("*", "/", "%"), let operation = BinaryOperator(rawValue: symbol) {
            try countOperator(at: column)
            left = .binary(operation, left, try signed(), column: column)
        }
        return left
    }

    private mutating func signed() throws(ExpressionError) -> Node {
        guard let (symbol, column) = take("-", "+") else { return try power() }
        try descend()
        defer { depth -= 1 }
        let operand = try signed()
        return symbol == "+"
            ? .binary(.add, .literal(.int(0)), operand, column: column) : .negate(operand, column: column)
    }

    private mutating func power() throws(ExpressionError) -> Node {
        let base = try primary()
        guard let (_, column) = take("**") else { return base }
        try descend()
        defer { depth -= 1 }
        return .binary(.power, base, try signed(), column: column)
    }

    private mutating func primary() throws(ExpressionError) -> Node {
        let column = column
        switch token {
        case .int(let value):
            position += 1
            return .literal(.int(value))
        case .float(let value):
            position += 1
            return .literal(.float(value))
        case .string(let value):
            position += 1
            return .literal(.string(value))
        case .name("true"), .name("false"):
            defer { position += 1 }
            return .literal(.bool(token == .name("true")))
        case .name("True"), .name("False"):
            let isTrue = token == .name("True")
            let advice = "write `\(isTrue)`"
            throw error(.foreign(found: isTrue ? "True" : "False", advice: advice), at: column)
        case .name(let name) where !Self.reserved.contains(name):
            position += 1
            if take("(") != nil { return try call(name, at: column) }
            var name = take("[") == nil ? name : try member(of: name)
            if let scope { name = name.rest(behind: scope) ?? name }
            occurrences.append(Expression.Occurrence(name: name, column: column))
            return .name(name, column: column)
        case .symbol("("):
            position += 1
            try descend()
            defer { depth -= 1 }
            let node = try disjunction()
            guard take(")") != nil else { throw unexpected("`)`") }
            return node
        case .symbol("["):
            throw error(.unexpected(found: "a list", expected: "a value: lists stand only after `in`"), at: column)
        default:
            throw unexpected("a value")
        }
    }

    /// The rest of `scope["member"]`, which is the name `scope.member`, whatever characters the member has.
    private mutating func member(of scope: String) throws(ExpressionError) -> String {
        guard case .string(let member) = token, !member.isEmpty else {
            throw unexpected("a name in quotes, such as \(scope)['val/loss']")
        }
        position += 1
        guard take("]") != nil else { throw unexpected("`]`") }
        return "\(scope).\(member)"
    }

    private mutating func call(_ name: String, at column: Int) throws(ExpressionError) -> Node {
        guard let function = Function(rawValue: name) else {
            let suggestion = nearestName(to: name, among: Function.allCases.map(\.rawValue))
            throw error(.unknownFunction(name, suggestion: suggestion), at: column)
        }
        let arguments = take(")") == nil ? try elements(until: ")") : []
        guard function.arity.contains(arguments.count) else {
            let reason = ExpressionError.Reason.arguments(
                function: name, expected: function.arity.lowerBound, found: arguments.count)
            throw error(reason, at: column)
        }
        return .call(function, arguments, column: column)
    }
}
