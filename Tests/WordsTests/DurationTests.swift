import Testing
import Words

@Suite("Lengths of time")
struct DurationTests {
    @Test(
        "a length of time is read in seconds, or not at all",
        arguments: [
            ("2h", 7200), ("90s", 90), ("1h30m", 5400), ("1.5 days", 129_600), ("250 ms", 0.25), ("12", 12),
            ("2 H", 7200), ("0", 0), ("45s", 45), ("10m", 600), ("1d", 86400), ("0.5h", 1800), ("1e3", 1000),
            ("30m1h", 5400), ("0s", 0),
            ("", nil), ("h", nil), ("2x", nil), ("-3s", nil), ("-3", nil), ("-0", nil), ("1h 30", nil), ("1..2s", nil),
            ("nan", nil), ("inf", nil), ("1e400", nil), ("1e3s", nil), (" ", nil),
        ] as [(String, Double?)])
    func reads(text: String, seconds: Double?) { #expect(secondsOfDuration(text) == seconds) }

    @Test(
        "a length of time that was set is written as it is",
        arguments: [(90, "90 s"), (120, "2 min"), (7200, "2 h"), (0.5, "0.5 s")] as [(Double, String)])
    func writesExactly(seconds: Double, text: String) {
        #expect(exactDuration(seconds) == text)
        #expect(secondsOfDuration(text) == seconds)
    }

    @Test(
        "a length of time that was measured has two units at most",
        arguments: [
            (0.04, "0 s"), (0.44, "0.4 s"), (3.04, "3 s"), (9.94, "9.9 s"), (9.97, "10 s"), (59.4, "59 s"),
            (61, "1 min 01 s"), (3599.6, "1 h 00 min"), (7500, "2 h 05 min"), (90000, "1 d 01 h"), (-1, "–"),
            (.infinity, "–"), (.nan, "–"),
        ])
    func writesRounded(seconds: Double, text: String) { #expect(roundedDuration(seconds) == text) }
}
