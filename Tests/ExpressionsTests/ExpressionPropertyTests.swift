import Expressions
import TestSupport
import Testing

/// An expression that knows its own value and text by means of its own: numbers are doubles of small integers and
/// quarters, so that every step is exact, and `nil` is "an error".
private struct Known {
    /// Fully parenthesised, and with only the parentheses that precedence asks for.
    var full: String
    var sparse: String
    var rank: Int
    var number: Double?
    var truth: Bool?
    var isInteger = true

    static let names: [String: Value] = [
        "a": .int(3), "b": .int(-2), "c.d": .float(0.5), "t": .bool(true), "f": .bool(false),
    ]

    static func number(depth: Int, _ generator: inout SeededGenerator) -> Known {
        if depth == 0 || generator.next() % 5 == 0 { return leaf(&generator) }
        let left = number(depth: depth - 1, &generator)
        let right = number(depth: depth - 1, &generator)
        switch generator.next() % 6 {
        case 0: return join("+", 5, left, right) { $0 + $1 }
        case 1: return join("-", 5, left, right) { $0 - $1 }
        case 2: return join("*", 6, left, right) { $0 * $1 }
        case 3: return join("%", 6, left, right) { $1 == 0 ? nil : $0 - ($0 / $1).rounded(.down) * $1 }
        case 4:
            let negated = Known(
                full: "(-\(left.full))", sparse: "-" + left.within(7), rank: 7, number: left.number.map { -$0 },
                isInteger: left.isInteger)
            return negated
        default:
            return Known(
                full: "max(\(left.full), \(right.full))", sparse: "max(\(left.sparse), \(right.sparse))", rank: 9,
                number: left.number.flatMap { l in right.number.map { max(l, $0) } },
                isInteger: left.isInteger && right.isInteger)
        }
    }

    static func truth(depth: Int, _ generator: inout SeededGenerator) -> Known {
        if depth == 0 {
            return generator.next() % 2 == 0
                ? Known(full: "t", sparse: "t", rank: 9, truth: true)
                : Known(full: "f", sparse: "f", rank: 9, truth: false)
        }
        switch generator.next() % 5 {
        case 0:
            let (left, right) = (truth(depth: depth - 1, &generator), truth(depth: depth - 1, &generator))
            return Known(
                full: "(\(left.full) and \(right.full))", sparse: "\(left.within(2)) and \(right.within(3))", rank: 2,
                truth: left.truth.flatMap { $0 ? right.truth : false })
        case 1:
            let (left, right) = (truth(depth: depth - 1, &generator), truth(depth: depth - 1, &generator))
            return Known(
                full: "(\(left.full) or \(right.full))", sparse: "\(left.within(1)) or \(right.within(2))", rank: 1,
                truth: left.truth.flatMap { $0 ? true : right.truth })
        case 2:
            let operand = truth(depth: depth - 1, &generator)
            return Known(
                full: "(not \(operand.full))", sparse: "not \(operand.within(3))", rank: 3,
                truth: operand.truth.map { !$0 })
        default:
            let (left, right) = (number(depth: depth - 1, &generator), number(depth: depth - 1, &generator))
            let operators: [(String, (Double, Double) -> Bool)] = [
                ("<", { $0 < $1 }), ("<=", { $0 <= $1 }), ("==", { $0 == $1 }), ("!=", { $0 != $1 }),
            ]
            let (symbol, holds) = operators[Int(generator.next() % 4)]
            return Known(
                full: "(\(left.full) \(symbol) \(right.full))",
                sparse: "\(left.within(5)) \(symbol) \(right.within(5))", rank: 4,
                truth: left.number.flatMap { l in right.number.map { holds(l, $0) } })
        }
    }

    private static func leaf(_ generator: inout SeededGenerator) -> Known {
        switch generator.next() % 5 {
        case 0: return Known(full: "a", sparse: "a", rank: 9, number: 3)
        case 1: return Known(full: "b", sparse: "b", rank: 9, number: -2)
        case 2: return Known(full: "c.d", sparse: "c.d", rank: 9, number: 0.5, isInteger: false)
        case 3:
            let value = Int(generator.next() % 7)
            return Known(full: "\(value)", sparse: "\(value)", rank: 9, number: Double(value))
        default:
            let value = Double(generator.next() % 9) / 4
            return Known(full: "\(value)", sparse: "\(value)", rank: 9, number: value, isInteger: false)
        }
    }

    private static func join(
        _ symbol: String, _ rank: Int, _ left: Known, _ right: Known, _ value: (Double, Double) -> Double?
    ) -> Known {
        Known(
            full: "(\(left.full) \(symbol) \(right.full))",
            sparse: "\(left.within(rank)) \(symbol) \(right.within(rank + 1))", rank: rank,
            number: left.number.flatMap { l in right.number.flatMap { value(l, $0) } },
            isInteger: left.isInteger && right.isInteger)
    }

    private func within(_ rank: Int) -> String { self.rank < rank ? "(\(sparse))" : sparse }
}

@Suite("properties of expressions")
struct ExpressionPropertyTests {
    @Test(
        "a random expression has the value that an independent evaluator gives it, and a type that fits",
        arguments: 0..<20)
    func agreesWithOracle(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<60 {
            let known = round % 2 == 0 ? Known.number(depth: 4, &generator) : Known.truth(depth: 4, &generator)
            for text in [known.full, known.sparse] {
                let expression = try Expression(parsing: text)
                let value = try? expression.evaluate { Known.names[$0] }
                let type = try expression.type(where: Known.names.mapValues(\.type))
                if let number = known.number {
                    // Beyond 2^53 the oracle's doubles round.
                    if abs(number) < 1e12 {
                        #expect(value?.number == number, "\(text)")
                        if type == .int { #expect(value?.type == .int, "\(text)") }
                        if known.isInteger { #expect(type == .int, "\(text)") }
                    }
                } else if let truth = known.truth {
                    #expect(value == .bool(truth), "\(text)")
                    #expect(type == .bool)
                } else {
                    #expect(value == nil, "\(text)")
                }
            }
        }
    }

    @Test(
        "a value's own text evaluates to the value",
        arguments: [.int(.max), .int(-3), .float(0.1), .float(1e-7), .float(1e22), .string("a'\\\n\"é"), .bool(false)]
            as [Value])
    func writesValues(value: Value) throws {
        #expect(try Expression(parsing: value.description).evaluate { _ in nil } == value)
    }

    @Test("random text never crashes parsing, checking or evaluating", arguments: 0..<10)
    func survivesFuzz(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "a", "b", "t", "c.d", "1", "0", "2.5", "9223372036854775807", "1e308", "'x'", "+", "-", "*", "/", "%", "**",
            "(", ")", "[", "]", ",", "<", ">=", "==", "and", "or",
            "not", "in", "min(", "log(", "floor(", " ", "\"", "é", "\u{0}", ".", "=", "exp(", "abs(",
        ]
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 1...14, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined(separator: Bool.random(using: &generator) ? " " : "")
            guard let expression = try? Expression(parsing: text) else { continue }
            let type = try? expression.type(where: Known.names.mapValues(\.type))
            let value = try? expression.evaluate { Known.names[$0] }
            if let type, let value, type != .any, type != .number { #expect(value.type == type, "\(text)") }
        }
    }
}
