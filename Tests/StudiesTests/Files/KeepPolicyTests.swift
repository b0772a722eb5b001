import Testing

@testable import Studies

@Suite("Which files a study keeps")
struct KeepPolicyTests {
    @Test(
        "a pattern without a slash is of names in whatever folder, and stars stay within a name",
        arguments: [
            ("a.png", "*.png", true), ("x/y/a.png", "*.png", true), ("a.png.txt", "*.png", false), ("a", "?", true),
            ("runs/a.txt", "runs/*", true), ("runs/a/b.txt", "runs/*", false), ("runs/a/b.txt", "runs/*/*.txt", true),
            ("x/runs/a", "runs/*", false), ("abcabd", "*abd", true), ("aXbXc", "a*X*c", true),
            ("aXbXd", "a*X*c", false),
            ("anything", "*", true), ("", "*", true), ("a/b", "?/b", true), ("ab", "a", false), ("a", "ab", false),
            ("ünï.png", "ün?.*", true),
            (String(repeating: "a", count: 5000), String(repeating: "*a", count: 60) + "b", false),
        ])
    func patterns(path: String, pattern: String, matches: Bool) {
        #expect(KeepPolicy.matches(path, pattern) == matches)
    }
}
