import Expressions
import Testing

private let names: [String: Value] = [
    "heads": .int(8), "d_model": .int(64), "dropout": .float(0.25), "optimizer": .string("sgd"), "bias": .bool(true),
    "zero": .int(0),
    "params.lr": .float(1e-3), "big": .int(.max), "nan": .float(.nan), "infinite": .float(.infinity), "min": .int(3),
]

private func evaluate(_ source: String) throws -> Value {
    try Expression(parsing: source).evaluate { names[$0] }
}

@Suite("evaluating expressions")
struct ExpressionEvaluationTests {
    @Test(
        "an expression has the value that Python gives it",
        arguments: [
            ("1 + 2 * 3", .int(7)), ("(1 + 2) * 3", .int(9)), ("7 / 2", .float(3.5)), ("6 / 3", .float(2)),
            ("1 - 2 - 3", .int(-4)), ("8 / 4 / 2", .float(1)),
            ("2 ** 3 ** 2", .int(512)), ("-2 ** 2", .int(-4)), ("(-2) ** 2", .int(4)), ("2 ** -1", .float(0.5)),
            ("4 ** 0.5", .float(2)),
            ("0 ** 0", .int(1)), ("(-1) ** 1000001", .int(-1)), ("--3", .int(3)), ("+3", .int(3)),
            ("- -3 * 2", .int(6)),
            ("7 % 3", .int(1)), ("-7 % 3", .int(2)), ("7 % -3", .int(-2)), ("7.5 % 2", .float(1.5)),
            ("-7.5 % 2", .float(0.5)),
            ("1.5e2", .float(150)), (".5", .float(0.5)), ("5.", .float(5)), ("1e3", .float(1000)), ("5.e1", .float(50)),
            ("4 * d_model", .int(256)), ("1 - dropout", .float(0.75)), ("d_model % heads == 0", .bool(true)),
            ("params.lr * 10", .float(0.01)),
            ("optimizer == 'sgd'", .bool(true)), ("optimizer == \"adam\"", .bool(false)),
            ("optimizer != 'adam'", .bool(true)), ("'a' < 'b'", .bool(true)),
            ("1 == 1.0", .bool(true)), ("1 < 1.5", .bool(true)), ("1.5 >= 2", .bool(false)),
            ("big < 9223372036854775808.0", .bool(true)), ("big == 9223372036854775807.0", .bool(false)),
            ("9007199254740993 > 9007199254740992.0", .bool(true)), ("-1 > -1.5", .bool(true)),
            ("big < infinite", .bool(true)), ("-big > -infinite", .bool(true)),
            ("not bias", .bool(false)), ("not 1 == 2", .bool(true)), ("true or false and false", .bool(true)),
            ("not true or true", .bool(true)), ("bias == true", .bool(true)),
            ("heads in [2, 4, 8]", .bool(true)), ("heads not in [2, 4, 8]", .bool(false)),
            ("8.0 in [heads]", .bool(true)), ("1 in []", .bool(false)),
            ("optimizer in ['adam', 'sgd'] and heads > 4", .bool(true)), ("zero != 0 and 1 / zero > 1", .bool(false)),
            ("zero == 0 or missing > 1", .bool(true)),
            ("min(3, 1.5, 2)", .float(1.5)), ("max(3, 1.5)", .int(3)), ("abs(-3)", .int(3)), ("abs(-0.5)", .float(0.5)),
            ("sqrt(16)", .float(4)), ("exp(0)", .float(1)), ("log(1)", .float(0)), ("log10(1000)", .float(3)),
            ("floor(-1.5)", .int(-2)), ("round(2.5)", .int(2)), ("round(3.5)", .int(4)), ("round(7)", .int(7)),
            ("min + 1", .int(4)), ("min(min, 9)", .int(3)),
            ("nan > 1", .bool(false)), ("nan == nan", .bool(false)), ("nan != nan", .bool(true)),
            ("infinite > 1e308", .bool(true)), ("infinite + 1 > 0", .bool(true)),
            ("'it\\'s\\n\"é\"'", .string("it's\n\"é\"")), ("-9223372036854775807 - 1", .int(.min)),
        ] as [(String, Value)])
    func evaluates(source: String, expected: Value) throws {
        #expect(try evaluate(source) == expected)
    }

    @Test(
        "minimum and maximum are NaN when one of the values is",
        arguments: ["min(nan, 1)", "max(1, nan)", "min(2, nan, 1)"])
    func propagatesNaN(source: String) throws {
        #expect(try evaluate(source).number?.isNaN == true)
    }

    @Test(
        "what cannot be calculated is an error with its column, never a trap",
        arguments: [
            ("1 / zero", 3, "`/` divides by zero"), ("1.0 / 0.0", 5, "`/` divides by zero"),
            ("heads % zero", 7, "`%` divides by zero"), ("2.0 % 0", 5, "`%` divides by zero"),
            ("0 ** -1", 3, "`**` divides by zero"), ("big + 1", 5, "the result of `+` is too large"),
            ("-big - 2", 6, "the result of `-` is too large"),
            ("big * 2", 5, "the result of `*` is too large"), ("10 ** 19", 4, "the result of `**` is too large"),
            ("2 ** big", 3, "the result of `**` is too large"),
            ("-(-big - 1)", 1, "the result of `-` is too large"),
            ("abs(-big - 1)", 1, "the result of `abs` is too large"),
            ("1e308 * 10", 7, "the result of `*` is too large"), ("exp(1000)", 1, "the result of `exp` is too large"),
            ("1 + log(zero)", 5, "`log` is not defined for 0"), ("log10(-1)", 1, "`log10` is not defined for -1"),
            ("sqrt(-0.5)", 1, "`sqrt` is not defined for -0.5"), ("(-8) ** 0.5", 6, "`**` is not defined for -8.0"),
            ("floor(1e300)", 1, "the result of `floor` is too large"),
            ("round(nan)", 1, "`round` is not defined for nan"), ("2 * missing", 5, "`missing` has no value here"),
            ("optimizer + 1", 1, "`+` needs numbers, found a string"),
            ("1 and true", 3, "`and` needs true or false, found an integer"),
            ("optimizer < 1", 11, "`<` cannot compare a string with an integer"),
            ("(-big - 1) % -1 + 1 / zero", 21, "`/` divides by zero"),
        ])
    func refuses(source: String, column: Int, message: String) {
        let error = #expect(throws: ExpressionError.self) { try evaluate(source) }
        #expect(error?.message == message)
        #expect(error?.column == column)
    }
}
