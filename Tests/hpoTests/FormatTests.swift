import Studies
import Testing

@testable import hpo_command

@Suite("Formats for people")
struct FormatTests {
    @Test(
        "a number has six significant digits",
        arguments: [
            (0.84721349, "0.847213"), (1e-7, "1e-7"), (3, "3"), (.nan, "nan"), (-.infinity, "-inf"), (nil, "–"),
        ])
    func numbers(value: Double?, text: String) { #expect(Format.number(value) == text) }

    @Test(
        "a rate is a number of trials a minute, a large one in groups of digits",
        arguments: [
            (6, "6 a minute"), (0.25, "0.25 a minute"), (2110.4, "2,110 a minute"), (1_234_567, "1,234,567 a minute"),
            (.infinity, "inf a minute"),
        ] as [(Double, String)])
    func rates(value: Double, text: String) { #expect(Format.rate(value) == text) }

    @Test(
        "a size is in powers of ten",
        arguments: [
            (0, "0 bytes"), (999, "999 bytes"), (1200, "1.2 kB"), (984_000_000, "984 MB"), (1_100_000_000, "1.1 GB"),
        ])
    func sizes(count: Int, text: String) { #expect(Format.bytes(count) == text) }

    @Test(
        "a reason in one line is its first one and the last of the log",
        arguments: [
            ("exit status 1\nTraceback\n  File\nValueError: no data\n", "exit status 1: ValueError: no data"),
            ("out of memory", "out of memory"), ("\n\nexit status 1\nonly", "exit status 1: only"), ("", ""),
        ])
    func reasons(reason: String, brief: String) { #expect(briefReason(reason) == brief) }

    @Test("of a long reason both what happened and the last line of the log are seen")
    func longReason() {
        let reason = String(repeating: "a", count: 100) + "\nmiddle\nValueError: no data"
        #expect(Format.reason(reason, width: 60) == String(repeating: "a", count: 38) + "…: ValueError: no data")
        let both = String(repeating: "a", count: 100) + "\n" + String(repeating: "b", count: 100)
        #expect(Format.reason(both, width: 41).count == 41 && Format.reason(both, width: 41).contains("a…: bbb"))
        #expect(Format.reason("exit status 1\nno", width: 60) == "exit status 1: no")
    }

    @Test("text is cut by the columns that it takes, and what a terminal acts on is written out")
    func display() {
        #expect("abcdef".cut(to: 4) == "abc…")
        #expect("abcd".cut(to: 4) == "abcd")
        #expect("学习率".columns == 6)
        #expect("学习率x".cut(to: 6) == "学习…")
        #expect("a\nb\u{1B}[31mc\r".printable == "a\\nb\\u{1B}[31mc\\r")
        #expect("\u{202E}abc é".printable == "\\u{202E}abc é")
    }
}
