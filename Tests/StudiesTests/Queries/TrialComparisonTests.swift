import Studies
import Testing

@Suite("Comparing trials")
struct TrialComparisonTests {
    @Test(
        "takes two to 200 trials, each of them once",
        arguments: [
            ([], false), ([3], false), ([3, 7], true), ([3, 7, 3], false), (Array(0..<200), true),
            (Array(0...200), false),
        ])
    func numbers(_ numbers: [Int], _ isTaken: Bool) { #expect(TrialComparison.takes(numbers) == isTaken) }
}
