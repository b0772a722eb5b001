// Evaluation. Integers stay integers and overflow is an error; a float result that is not finite although its operands
// are is an error too, while NaN and infinity that come in (a diverged metric) go through.

extension Expression {
    /// The value when `values` gives the names' values.
    ///
    /// `and` and `or` look at their right side only where it matters, so that `momentum != 0 and lr / momentum < 1` is safe.
    ///
    /// - Throws: `ExpressionError`, `.noValue` for a name that `values` gives nil for.
    public func evaluate(_ values: (String) -> Value?) throws(ExpressionError) -> Value {
        try withoutActuallyEscaping(values) { (values) throws(ExpressionError) in
            try Evaluator(values: values, source: source).value(of: root)
        }
    }
}

struct Evaluator {
    let values: (String) -> Value?
    let source: String

    private func error(_ reason: ExpressionError.Reason, at column: Int) -> ExpressionError {
        ExpressionError(reason: reason, column: column, source: source)
    }

    func value(of node: Node) throws(ExpressionError) -> Value {
        switch node {
        case .literal(let value):
            return value
        case .name(let name, let column):
            guard let value = values(name) else { throw error(.noValue(name), at: column) }
            return value
        case .negate(let operand, let column):
            switch try number(operand, for: "-", at: column) {
            case .int(let value):
                let (negated, overflows) = 0.subtractingReportingOverflow(value)
                if overflows { throw error(.overflow(operation: "-"), at: column) }
                return .int(negated)
            case .float(let value): return .float(-value)
            }
        case .not(let operand, let column):
            return .bool(!(try truth(operand, for: "not", at: column)))
        case .and(let left, let right, let column):
            if !(try truth(left, for: "and", at: column)) { return .bool(false) }
            return .bool(try truth(right, for: "and", at: column))
        case .or(let left, let right, let column):
            if try truth(left, for: "or", at: column) { return .bool(true) }
            return .bool(try truth(right, for: "or", at: column))
        case .isIn(let element, let list, _):
            let element = try value(of: element)
            for other in list where Comparison.areEqual(element, try value(of: other)) { return .bool(true) }
            return .bool(false)
        case .binary(let operation, let left, let right, let column):
            return try value(of: operation, left, right, at: column)
        case .call(let function, let arguments, let column):
            return try value(of: function, arguments, at: column)
        }
    }

    private func number(_ node: Node, for operation: String, at column: Int) throws(ExpressionError) -> Number {
        switch try value(of: node) {
        case .int(let value): return .int(value)
        case .float(let value): return .float(value)
        case let value:
            let reason = ExpressionError.Reason.wrongType(operation: operation, expected: "numbers", found: value.type)
            throw error(reason, at: node.column(in: column))
        }
    }

    private func truth(_ node: Node, for operation: String, at column: Int) throws(ExpressionError) -> Bool {
        let value = try value(of: node)
        if case .bool(let truth) = value { return truth }
        let reason = ExpressionError.Reason.wrongType(
            operation: operation, expected: "true or false", found: value.type)
        throw error(reason, at: node.column(in: column))
    }

    private func value(
        of operation: BinaryOperator, _ left: Node, _ right: Node, at column: Int
    ) throws(ExpressionError) -> Value {
        switch operation {
        case .equal: return .bool(Comparison.areEqual(try value(of: left), try value(of: right)))
        case .notEqual: return .bool(!Comparison.areEqual(try value(of: left), try value(of: right)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            let (left, right) = (try value(of: left), try value(of: right))
            guard let holds = Comparison.holds(operation, left, right) else {
                throw error(.incomparable(operation: operation.rawValue, left.type, right.type), at: column)
            }
            return .bool(holds)
        case .add, .subtract, .multiply, .divide, .remainder, .power:
            let operands = (
                try number(left, for: operation.rawValue, at: column),
                try number(right, for: operation.rawValue, at: column)
            )
            do {
                return try Arithmetic.value(of: operation, operands.0, operands.1)
            } catch {
                throw self.error(error, at: column)
            }
        }
    }

    private func value(
        of function: Function, _ arguments: [Node], at column: Int
    ) throws(ExpressionError) -> Value {
        var numbers: [Number] = []
        for argument in arguments { numbers.append(try number(argument, for: function.rawValue, at: column)) }
        do {
            return try Arithmetic.value(of: function, numbers)
        } catch {
            throw self.error(error, at: column)
        }
    }
}
