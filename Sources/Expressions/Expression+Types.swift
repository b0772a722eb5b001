// The check before any value is there. It lets through what may go well (`any`) and refuses what cannot.

import Words

extension Expression {
    /// The type of this expression when its names have `types`.
    ///
    /// - Throws: `ExpressionError` at the first name that `types` lacks, or operation that cannot take its operands.
    public func type(where types: [String: ValueType]) throws(ExpressionError) -> ValueType {
        try TypeChecker(types: types, source: source).type(of: root)
    }
}

private struct TypeChecker {
    let types: [String: ValueType]
    let source: String

    private func error(_ reason: ExpressionError.Reason, at column: Int) -> ExpressionError {
        ExpressionError(reason: reason, column: column, source: source)
    }

    func type(of node: Node) throws(ExpressionError) -> ValueType {
        switch node {
        case .literal(let value):
            return value.type
        case .name(let name, let column):
            if let type = types[name] { return type }
            throw error(.unknownName(name, suggestion: nearestName(to: name, among: Array(types.keys))), at: column)
        case .negate(let operand, let column):
            return try number(operand, for: "-", at: column)
        case .not(let operand, let column):
            return try truth(operand, for: "not", at: column)
        case .and(let left, let right, let column):
            _ = try truth(left, for: "and", at: column)
            return try truth(right, for: "and", at: column)
        case .or(let left, let right, let column):
            _ = try truth(left, for: "or", at: column)
            return try truth(right, for: "or", at: column)
        case .isIn(let element, let list, let column):
            let elementType = try type(of: element)
            for other in list { try checkComparable(elementType, try type(of: other), .equal, "in", at: column) }
            return .bool
        case .binary(let operation, let left, let right, let column):
            return try type(of: operation, left, right, at: column)
        case .call(let function, let arguments, let column):
            return try type(of: function, arguments, at: column)
        }
    }

    private func number(_ node: Node, for operation: String, at column: Int) throws(ExpressionError) -> ValueType {
        let type = try type(of: node)
        if type.isNumeric { return type }
        if type == .any { return .number }
        throw error(
            .wrongType(operation: operation, expected: "numbers", found: type), at: node.column(in: column))
    }

    private func truth(_ node: Node, for operation: String, at column: Int) throws(ExpressionError) -> ValueType {
        let type = try type(of: node)
        if type == .bool || type == .any { return .bool }
        throw error(
            .wrongType(operation: operation, expected: "true or false", found: type), at: node.column(in: column))
    }

    private func type(
        of operation: BinaryOperator, _ left: Node, _ right: Node, at column: Int
    ) throws(ExpressionError) -> ValueType {
        switch operation {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            try checkComparable(try type(of: left), try type(of: right), operation, operation.rawValue, at: column)
            return .bool
        case .add, .subtract, .multiply, .divide, .remainder, .power:
            let types = (
                try number(left, for: operation.rawValue, at: column),
                try number(right, for: operation.rawValue, at: column)
            )
            if operation == .divide { return .float }
            switch types {
            case (.int, .int):
                if operation != .power { return .int }
                if case .literal(.int) = right { return .int }
                return .number
            case (.float, _), (_, .float): return .float
            default: return .number
            }
        }
    }

    private func checkComparable(
        _ left: ValueType, _ right: ValueType, _ operation: BinaryOperator, _ name: String, at column: Int
    ) throws(ExpressionError) {
        if left == .any || right == .any { return }
        let areAlike = left == right || (left.isNumeric && right.isNumeric)
        let isEquality = operation == .equal || operation == .notEqual
        if areAlike, isEquality || left != .bool { return }
        throw error(.incomparable(operation: name, left, right), at: column)
    }

    private func type(
        of function: Function, _ arguments: [Node], at column: Int
    ) throws(ExpressionError) -> ValueType {
        var type: ValueType?
        for argument in arguments {
            let argumentType = try number(argument, for: function.rawValue, at: column)
            type = type?.union(argumentType) ?? argumentType
        }
        switch function {
        case .min, .max, .abs: return type ?? .number
        case .sqrt, .log, .log10, .exp: return .float
        case .floor, .round: return .int
        }
    }
}
