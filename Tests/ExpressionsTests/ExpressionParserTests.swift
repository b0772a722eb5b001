import Expressions
import Testing

@Suite("parsing expressions")
struct ExpressionParserTests {
    @Test(
        "a mistake is told with its column and what to do",
        arguments: [
            ("", "column 1 of ``: found the end of the expression, expected a value"),
            ("1 +", "column 4 of `1 +`: found the end of the expression, expected a value"),
            ("1 2", "column 3 of `1 2`: found `2`, expected an operator or the end"),
            ("(1 + 2", "column 7 of `(1 + 2`: found the end of the expression, expected `)`"),
            ("1 < x < 3", "column 7 of `1 < x < 3`: comparisons cannot be chained: write `a < b and b < c`"),
            ("x = 3", "column 3 of `x = 3`: `=` is not part of the language: write `==` to compare"),
            ("a && b", "column 3 of `a && b`: `&&` is not part of the language: write `and`"),
            ("a || b", "column 3 of `a || b`: `||` is not part of the language: write `or`"),
            ("!a", "column 1 of `!a`: `!` is not part of the language: write `not`"),
            ("a // b", "column 3 of `a // b`: `//` is not part of the language: write `floor(a / b)`"),
            ("a ^ b", "column 3 of `a ^ b`: `^` is not part of the language: write `**` for a power"),
            ("True", "column 1 of `True`: `True` is not part of the language: write `true`"),
            ("[1]", "column 1 of `[1]`: found a list, expected a value: lists stand only after `in`"),
            ("x in 3", "column 6 of `x in 3`: found `3`, expected a list such as [1, 2] after `in`"),
            ("x in [1 2]", "column 9 of `x in [1 2]`: found `2`, expected `,` or `]`"),
            (
                "sqr(4)",
                "column 1 of `sqr(4)`: unknown function `sqr`; did you mean `sqrt`? (there are min, max, abs, sqrt, log, log10, exp, floor, round)"
            ),
            (
                "metrics[1]",
                "column 9 of `metrics[1]`: found `1`, expected a name in quotes, such as metrics['val/loss']"
            ),
            (
                "metrics['']",
                "column 9 of `metrics['']`: found the string '', expected a name in quotes, such as metrics['val/loss']"
            ),
            ("metrics['a' + 1", "column 13 of `metrics['a' + 1`: found `+`, expected `]`"),
            ("min(1)", "column 1 of `min(1)`: `min` takes 2 or more arguments, found 1"),
            ("abs(1, 2)", "column 1 of `abs(1, 2)`: `abs` takes 1 argument, found 2"),
            ("'abc", "column 1 of `'abc`: found a string without its closing quote, expected the quote"),
            (
                "99999999999999999999",
                "column 1 of `99999999999999999999`: the number 99999999999999999999 is too large"
            ),
            ("1e999", "column 1 of `1e999`: the number 1e999 is too large"),
            ("3x", "column 2 of `3x`: found `x`, expected an operator after the number 3"),
            ("a.", "column 2 of `a.`: found `.`, expected a name after the point"),
            ("a; b", "column 2 of `a; b`: found `;`, expected a value or an operator"),
            ("größe > 1", "column 3 of `größe > 1`: found `ö`, expected a value or an operator"),
            ("and", "column 1 of `and`: found `and`, expected a value"),
            ("'\\q'", "column 2 of `'\\q'`: found a backslash, expected \\\\, \\', \\\", \\n, \\r or \\t"),
        ])
    func tellsMistakes(source: String, message: String) {
        let error = #expect(throws: ExpressionError.self) { try Expression(parsing: source) }
        #expect(error?.description == message)
    }

    @Test("names are found at each of their places, functions are none")
    func findsNames() throws {
        let expression = try Expression(parsing: "min(a, b.c) + a in [d] and true")
        #expect(expression.names == ["a", "b.c", "d"])
        #expect(expression.occurrences.map(\.column) == [5, 8, 15, 21])
        #expect(expression.source == "min(a, b.c) + a in [d] and true")
    }

    @Test("a name in brackets may have any characters")
    func findsNamesInBrackets() throws {
        let expression = try Expression(parsing: "0.1 * metrics[\"val/loss (B)\"] + params['weight-decay'] in [1]")
        #expect(expression.occurrences.map(\.name) == ["metrics.val/loss (B)", "params.weight-decay"])
        #expect(expression.occurrences.map(\.column) == [7, 33])
        let values: [String: Value] = ["metrics.val/loss (B)": .float(5), "params.weight-decay": .float(0.5)]
        #expect(try expression.evaluate { values[$0] } == .bool(true))
    }

    @Test("inside a scope its names may have it or not")
    func dropsScope() throws {
        let expression = try Expression(parsing: "params.lr + params['a-b'] + heads + paramsx.y", inside: "params")
        #expect(expression.occurrences.map(\.name) == ["lr", "a-b", "heads", "paramsx.y"])
    }

    @Test(
        "a name is written so that it is read again",
        arguments: [
            ("lr", "lr"), ("metrics.loss", "metrics.loss"), ("metrics.val/loss", "metrics['val/loss']"),
            ("params.optimizer.weight-decay", "params.optimizer['weight-decay']"),
            ("metrics.it's \\", "metrics['it\\'s \\\\']"), ("best.a b.c", "best['a b.c']"),
        ])
    func spellsNames(name: String, spelling: String) throws {
        #expect(Expression.spelling(of: name) == spelling)
        #expect(try Expression(parsing: spelling).names == [name])
    }

    @Test(
        "size is bounded in every direction",
        arguments: [
            String(repeating: "(", count: 5000), String(repeating: "-", count: 5000) + "1",
            String(repeating: "not ", count: 2000) + "true",
            "1" + String(repeating: "+1", count: 4000), "1" + String(repeating: "**1", count: 3000),
            String(repeating: "abs(", count: 2000),
            String(repeating: "1 in [", count: 1000), String(repeating: "(1+1+1+1+", count: 1000),
            String(repeating: "a", count: 20_000),
        ])
    func isBounded(source: String) {
        #expect(throws: ExpressionError.self) { try Expression(parsing: source) }
    }

    @Test("what is within the bounds can be evaluated")
    func evaluatesTheLargest() throws {
        let half = (0..<Expression.depthLimit - 1).map { _ in "(1" }.joined(separator: "+")
        let text = half + String(repeating: "+1", count: 100) + String(repeating: ")", count: Expression.depthLimit - 1)
        let expression = try Expression(parsing: text)
        #expect(try expression.evaluate { _ in nil } == .int(Expression.depthLimit - 1 + 100))
    }
}
