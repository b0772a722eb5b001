import Definitions
import Testing

@Suite("lengths of time")
struct DurationTests {
    @Test(
        "a length of time is read in seconds, or not at all",
        arguments: [
            ("2h", 7200), ("90s", 90), ("1h30m", 5400), ("1.5 days", 129_600), ("250 ms", 0.25), ("12", 12),
            ("2 H", 7200), ("0", 0),
            ("", nil), ("h", nil), ("2x", nil), ("-3s", nil), ("1h 30", nil), ("1..2s", nil), ("nan", nil),
            ("inf", nil), ("1e3", nil), (" ", nil),
        ] as [(String, Double?)])
    func reads(text: String, seconds: Double?) {
        #expect(secondsOfDuration(text) == seconds)
    }
}
