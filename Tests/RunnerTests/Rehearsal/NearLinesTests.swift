import Testing

@testable import Runner

@Suite("Lines that are near to a regular expression")
struct NearLinesTests {
    @Test(
        "are those that share its words",
        arguments: [
            (
                "epoch (?<epoch>\\d+) loss (?<loss>\\S+)", ["loading", "Epoch 1: loss=0.5", "bye"],
                ["Epoch 1: loss=0.5"]
            ),
            ("Step (?<step>\\d+)", ["steps", "step 3 of 4", "step 4 of 4"], ["step 3 of 4", "step 4 of 4"]),
            ("(?<a>\\d+) (?<b>\\w+)", ["nothing of it"], []),
            ("loss (?<loss>\\S+)", [], []),
        ])
    func near(pattern: String, lines: [String], expected: [String]) {
        #expect(nearLines(to: [pattern], among: lines) == expected)
    }
}
