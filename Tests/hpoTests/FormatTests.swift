import Testing

@testable import hpo

@Suite("Formats for people")
struct FormatTests {
    @Test(
        "a length of time has two units at most",
        arguments: [
            (0.04, "0 s"), (0.44, "0.4 s"), (9.94, "9.9 s"), (9.97, "10 s"), (59.4, "59 s"), (61, "1 min 01 s"),
            (3599.6, "1 h 00 min"), (7500, "2 h 05 min"), (90000, "1 d 01 h"), (.infinity, "–"), (.nan, "–"),
        ])
    func durations(seconds: Double, text: String) { #expect(Format.duration(seconds) == text) }

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
