import Testing

@testable import hpo

@Suite("Formats for people")
struct FormatTests {
    @Test(
        "a number has six significant digits",
        arguments: [
            (0.84721349, "0.847213"), (1e-7, "1e-7"), (3, "3"), (.nan, "nan"), (-.infinity, "-inf"), (nil, "–"),
        ])
    func numbers(value: Double?, text: String) { #expect(Format.number(value) == text) }

    @Test("the first line of a text is cut to its limit")
    func firstLine() {
        #expect(Format.firstLine("\n\nexit status 1\nTraceback", limit: 72) == "exit status 1")
        #expect(Format.firstLine("abcdef", limit: 4) == "abc…")
        #expect(Format.firstLine("", limit: 4) == "")
    }
}
