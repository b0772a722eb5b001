import Testing

@testable import Interchange

@Suite("Optuna's times")
struct OptunaTimeTests {
    @Test(
        "a time is read, and written as it is of UTC",
        arguments: [
            ("1970-01-01 00:00:00.000000", 0), ("2026-11-29 01:55:37.649744", 1_795_917_337.649744),
            ("2024-02-29 23:59:59.999999", 1_709_251_199.999999), ("2000-03-01 00:00:00.500000", 951_868_800.5),
            ("1969-12-31 23:59:59.000000", -1), ("2100-12-31 12:00:00.000000", 4_133_937_600),
        ] as [(String, Double)])
    func there(text: String, seconds: Double) {
        #expect(OptunaTime.seconds(text) == seconds)
        #expect(OptunaTime.text(seconds) == text)
    }

    @Test(
        "a zone is taken off",
        arguments: [
            ("2026-11-29T01:55:37+00:00", 1_795_917_337), ("2026-11-29T01:55:37Z", 1_795_917_337),
            ("2026-11-28T20:55:37-05:00", 1_795_917_337), ("2026-11-29T07:25:37+0530", 1_795_917_337),
        ] as [(String, Double)])
    func zones(text: String, seconds: Double) { #expect(OptunaTime.seconds(text) == seconds) }

    @Test(
        "what is no time is none",
        arguments: ["", "yesterday", "2026-13-01 00:00:00", "2026-11-29", "2026-11-29 01:55", "99999-01-01 00:00:00"])
    func none(text: String) { #expect(OptunaTime.seconds(text) == nil) }
}
