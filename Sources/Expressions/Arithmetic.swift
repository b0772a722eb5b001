import System

/// A value that can be calculated with.
enum Number {
    case int(Int)
    case float(Double)

    var double: Double {
        switch self {
        case .int(let value): Double(value)
        case .float(let value): value
        }
    }

    var value: Value {
        switch self {
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        }
    }
}

/// The operators and functions on numbers; what cannot be calculated is thrown as the error's reason.
enum Arithmetic {
    typealias Reason = ExpressionError.Reason

    static func value(of operation: BinaryOperator, _ left: Number, _ right: Number) throws(Reason) -> Value {
        if case .int(let left) = left, case .int(let right) = right, operation != .divide {
            return try integer(operation, left, right)
        }
        return try float(operation, left.double, right.double)
    }

    private static func integer(_ operation: BinaryOperator, _ left: Int, _ right: Int) throws(Reason) -> Value {
        let result: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .remainder:
            if right == 0 { throw .divisionByZero(operation: "%") }
            let remainder = left.remainderReportingOverflow(dividingBy: right).partialValue
            return .int(remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder)
        case .power:
            return right >= 0 ? .int(try power(left, right)) : try float(.power, Double(left), Double(right))
        default:
            preconditionFailure("\(operation) is no integer arithmetic")
        }
        if result.overflow { throw .overflow(operation: operation.rawValue) }
        return .int(result.partialValue)
    }

    private static func power(_ base: Int, _ exponent: Int) throws(Reason) -> Int {
        switch base {
        case 0: return exponent == 0 ? 1 : 0
        case 1: return 1
        case -1: return exponent % 2 == 0 ? 1 : -1
        default:
            var result = 1
            for _ in 0..<min(exponent, 64) {
                let (product, overflows) = result.multipliedReportingOverflow(by: base)
                if overflows { throw .overflow(operation: "**") }
                result = product
            }
            return result
        }
    }

    private static func float(_ operation: BinaryOperator, _ left: Double, _ right: Double) throws(Reason) -> Value {
        let result: Double
        switch operation {
        case .add: result = left + right
        case .subtract: result = left - right
        case .multiply: result = left * right
        case .divide:
            if right == 0 { throw .divisionByZero(operation: "/") }
            result = left / right
        case .remainder:
            if right == 0 { throw .divisionByZero(operation: "%") }
            let remainder = left.truncatingRemainder(dividingBy: right)
            result = remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder
        case .power:
            if left == 0, right < 0 { throw .divisionByZero(operation: "**") }
            if left < 0, left.isFinite, right.isFinite, right != right.rounded() {
                throw .outsideDomain(function: "**", value: .float(left))
            }
            result = Mathematics.power(left, right)
        default:
            preconditionFailure("\(operation) is no arithmetic")
        }
        return .float(try finite(result, from: [left, right], operation.rawValue))
    }

    /// `result`, unless it left the finite numbers while `operands` are among them.
    private static func finite(_ result: Double, from operands: [Double], _ name: String) throws(Reason) -> Double {
        if !result.isFinite, operands.allSatisfy(\.isFinite) { throw .overflow(operation: name) }
        return result
    }

    static func value(of function: Function, _ arguments: [Number]) throws(Reason) -> Value {
        guard let first = arguments.first else { preconditionFailure("the parser checks the number of arguments") }
        let number = first.double
        switch function {
        case .min, .max:
            var best = first
            for other in arguments.dropFirst() {
                if best.double.isNaN { break }
                let isBetter = Comparison.holds(function == .min ? .less : .greater, other.value, best.value) == true
                if isBetter || other.double.isNaN { best = other }
            }
            return best.value
        case .abs:
            switch first {
            case .int(.min): throw .overflow(operation: "abs")
            case .int(let value): return .int(Swift.abs(value))
            case .float(let value): return .float(Swift.abs(value))
            }
        case .sqrt:
            if number < 0 { throw .outsideDomain(function: "sqrt", value: first.value) }
            return .float(number.squareRoot())
        case .log, .log10:
            if number <= 0 { throw .outsideDomain(function: function.rawValue, value: first.value) }
            return .float(function == .log ? Mathematics.logarithm(number) : Mathematics.logarithm10(number))
        case .exp:
            return .float(try finite(Mathematics.exponential(number), from: [number], "exp"))
        case .floor, .round:
            if case .int = first { return first.value }
            let whole = number.rounded(function == .floor ? .down : .toNearestOrEven)
            guard let integer = Int(exactly: whole) else {
                if number.isNaN { throw .outsideDomain(function: function.rawValue, value: first.value) }
                throw .overflow(operation: function.rawValue)
            }
            return .int(integer)
        }
    }
}

extension ExpressionError.Reason: Error {}
