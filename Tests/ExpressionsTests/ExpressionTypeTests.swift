import Expressions
import Testing

private let types: [String: ValueType] = [
    "heads": .int, "dropout": .float, "optimizer": .string, "bias": .bool, "depth": .number, "anything": .any,
]

@Suite("the types of expressions")
struct ExpressionTypeTests {
    @Test(
        "the type is known before any value is",
        arguments: [
            ("4 * heads", .int), ("heads / 2", .float), ("1 - dropout", .float), ("heads ** 2", .int),
            ("heads ** heads", .number), ("heads + depth", .number),
            ("dropout % 1", .float), ("-heads", .int), ("min(heads, 2)", .int), ("max(heads, 0.5)", .number),
            ("abs(dropout)", .float), ("sqrt(heads)", .float),
            ("round(dropout)", .int), ("floor(heads)", .int), ("anything + 1", .number), ("anything", .any),
            ("heads == 1.5", .bool), ("optimizer < 'b'", .bool),
            ("bias == true", .bool), ("not bias", .bool), ("anything and bias", .bool), ("heads in [1, 2.5]", .bool),
            ("optimizer", .string), ("anything == 'x'", .bool),
        ] as [(String, ValueType)])
    func knowsTypes(source: String, expected: ValueType) throws {
        #expect(try Expression(parsing: source).type(where: types) == expected)
    }

    @Test(
        "a mistake of types is told with its column",
        arguments: [
            ("heads + optimizer", 9, "`+` needs numbers, found a string"),
            ("-bias", 2, "`-` needs numbers, found true or false"),
            ("heads and bias", 1, "`and` needs true or false, found an integer"),
            ("bias or 1", 6, "`or` needs true or false, found an integer"),
            ("not heads % 2", 11, "`not` needs true or false, found an integer"),
            ("optimizer == 1", 11, "`==` cannot compare a string with an integer"),
            ("bias < true", 6, "`<` cannot order values that are true or false"),
            ("heads in [1, 'a']", 7, "`in` cannot compare an integer with a string"),
            ("haeds + 1", 1, "unknown name `haeds`; did you mean `heads`?"), ("1 + qqqqqq", 5, "unknown name `qqqqqq`"),
            ("sqrt(optimizer)", 6, "`sqrt` needs numbers, found a string"),
            ("(heads == 1) + 1", 8, "`+` needs numbers, found true or false"),
        ])
    func tellsMistakes(source: String, column: Int, message: String) throws {
        let expression = try Expression(parsing: source)
        let error = #expect(throws: ExpressionError.self) { try expression.type(where: types) }
        #expect(error?.message == message)
        #expect(error?.column == column)
    }
}
