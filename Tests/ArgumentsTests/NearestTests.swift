import Testing

@testable import Arguments

@Suite("Did you mean")
struct NearestTests {
    @Test(
        "the nearest word is offered, and none where none is near",
        arguments: [
            ("crate", "create"), ("lst", "list"), ("shwo", "show"), ("exp", "export"), ("xyz", nil), ("", nil),
            ("s", nil),
        ])
    func guesses(word: String, expected: String?) {
        #expect(nearest(to: word, among: ["create", "list", "show", "run", "export", "shift"]) == expected)
    }

    @Test(
        "edits are insertions, deletions, substitutions and swaps of neighbours",
        arguments: [("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3)])
    func distances(first: String, second: String, distance: Int) {
        #expect(editDistance(first, second) == distance)
        #expect(editDistance(second, first) == distance)
    }
}
