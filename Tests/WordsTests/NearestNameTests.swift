import Testing

@testable import Words

@Suite("Nearest names")
struct NearestNameTests {
    @Test(
        "a misspelt name is found, and none where none is near",
        arguments: [
            ("haeds", "heads"), ("Heads", "heads"), ("head", "heads"), ("dmodel", "d_model"), ("drop_out", "dropout"),
            ("x", nil), ("momentum", nil), ("layer", "layers"), ("heads", nil),
            (String(repeating: "heads", count: 21), nil),
        ] as [(String, String?)])
    func findsMisspelling(name: String, expected: String?) {
        #expect(nearestName(to: name, among: ["layers", "heads", "d_model", "dropout"]) == expected)
    }

    @Test(
        "a beginning is completed where only one name begins so",
        arguments: [
            ("crate", "create"), ("lst", "list"), ("shwo", "show"), ("exp", "export"), ("EXP", "export"), ("xyz", nil),
            ("", nil), ("s", nil),
        ] as [(String, String?)])
    func completesBeginning(name: String, expected: String?) {
        #expect(nearestName(to: name, among: ["create", "list", "show", "run", "export", "shift"]) == expected)
    }

    @Test(
        "all names that may have been meant come with the likeliest first",
        arguments: [
            ("fase", ["face"]), ("FACE", ["face"]), ("afce", ["face"]), ("motion", ["emotion", "motion-long"]),
            ("nothing like it", []), ("", []), ("mo", ["motion-long"]),
        ] as [(String, [String])])
    func listsNames(name: String, expected: [String]) {
        #expect(nearestNames(to: name, among: ["face", "emotion", "motion-long"]) == expected)
    }

    @Test("no more than three names are listed, equally near ones in alphabetical order")
    func listsThree() {
        #expect(nearestNames(to: "run-", among: ["run-d", "run-b", "run-c", "run-a"]) == ["run-a", "run-b", "run-c"])
        #expect(nearestName(to: "run-x", among: ["run-d", "run-b", "run-c"]) == "run-b")
    }

    @Test(
        "edits are insertions, deletions, substitutions and swaps of neighbours",
        arguments: [("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3)])
    func distances(first: String, second: String, distance: Int) {
        let (left, right) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
        #expect(editDistance(left, right) == distance)
        #expect(editDistance(right, left) == distance)
    }
}
