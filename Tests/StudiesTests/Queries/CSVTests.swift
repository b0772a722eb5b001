import Expressions
import Testing

@testable import Studies

@Suite("Fields of comma-separated values")
struct CSVTests {
    @Test(
        "a text that a spreadsheet would calculate gets an apostrophe in front, a number none",
        arguments: [
            (.string("=cmd()"), "'=cmd()"), (.string("-1"), "'-1"), (.string("+x"), "'+x"), (.string("@x"), "'@x"),
            (.string("\t=x"), "'\t=x"), (.string("\n=x"), "\"'\n=x\""), (.string("\r=x"), "\"'\r=x\""),
            (.string("＝x"), "'＝x"), (.string("＋x"), "'＋x"), (.string("－1"), "'－1"), (.string("＠x"), "'＠x"),
            (.string("a=b"), "a=b"), (.string(""), "\"\""), (.string(" x"), "\" x\""), (.string("a\"b"), "\"a\"\"b\""),
            (.float(-0.5), "-0.5"), (.int(-3), "-3"), (.bool(true), "true"),
        ] as [(Value, String)])
    func field(_ value: Value, _ field: String) { #expect(CSV.field(value) == field) }
}
