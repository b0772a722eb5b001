import Expressions
import Testing

@Suite struct ExpressionViolationTests {
    private static func violation(_ source: String, _ values: [String: Value] = [:]) throws -> Double {
        try Expression(parsing: source).violation { values[$0] }
    }

    @Test(
        "a comparison is violated by the difference of its sides, and combinations by that of their parts",
        arguments: [
            ("x < 16", 2.5), ("x <= 18.5", 0), ("16 > x", 2.5), ("x >= 20", 1.5), ("x == 20", 1.5), ("x == 18.5", 0),
            ("x != 18.5", 1), ("x < 16 and y > 5", 4.5), ("x < 16 or y > 5", 2), ("not (x > 16)", 2.5),
            ("not (x > 16 or y < 5)", 4.5), ("not (x > 16 and y < 5)", 2), ("ok", 1), ("not ok", 0),
            ("name == 'a'", 1), ("x in [1, 2]", 1), ("x + y < 20 and not ok", 1.5),
        ])
    func distances(source: String, expected: Double) throws {
        let values: [String: Value] = ["x": .float(18.5), "y": .int(3), "ok": .bool(false), "name": .string("b")]
        #expect(try Self.violation(source, values) == expected)
    }

    @Test("where a condition is false by nothing at all, the violation is still above 0")
    func strict() throws {
        #expect(try Self.violation("x < 16", ["x": .int(16)]) > 0)
        #expect(try Self.violation("x < 16 and y < 1", ["x": .int(16), "y": .int(1)]) > 0)
    }

    @Test("NaN violates infinitely, and an infinite metric by infinity")
    func diverged() throws {
        #expect(try Self.violation("x < 16", ["x": .float(.nan)]) == .infinity)
        #expect(try Self.violation("x < 16", ["x": .float(.infinity)]) == .infinity)
        #expect(try Self.violation("x > 16", ["x": .float(.infinity)]) == 0)
        #expect(try Self.violation("not (x > 16)", ["x": .float(.nan)]) == 0)
    }

    @Test("a part that only makes sense where the other holds is no part of the violation")
    func guarded() throws {
        #expect(try Self.violation("x > 0 and 1 / x < 2", ["x": .int(0)]) > 0)
        #expect(try Self.violation("x > 1 and 1 / x < 2", ["x": .int(0)]) == 1)
        #expect(throws: ExpressionError.self) { try Self.violation("1 / x < 2", ["x": .int(0)]) }
        #expect(throws: ExpressionError.self) { try Self.violation("missing < 2") }
    }
}
