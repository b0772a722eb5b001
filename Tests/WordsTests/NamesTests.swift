import Testing

@testable import Words

@Suite("Names of studies")
struct NamesTests {
    @Test(
        "letters, digits, points, dashes and underscores name a study", arguments: ["a", "face-transformer", "7.b_c"])
    func names(name: String) { #expect(problem(withName: name) == nil) }

    @Test(
        "what a shell, a path or a terminal would take for something else does not",
        arguments: [
            ("", "it is empty"), ("$(touch P)", "it has \"$\""), ("a`b", "it has \"`\""), ("a;b", "it has \";\""),
            ("two words", "it has a space"), ("a/\u{301}b", "it has \"/\""), ("a\u{301}", "the mark U+0301"),
            ("a\nb", "the control character U+000A"), ("a\u{9B}b", "the control character U+009B"),
            ("-rf", "it begins with \"-\""), (".hidden", "it begins with \".\""), ("ä", "it has \"ä\""),
            (String(repeating: "a", count: 101), "longer than 100"), ("a\0", "the control character U+0000"),
        ])
    func others(name: String, why: String) {
        #expect(problem(withName: name)?.contains(why) == true, "\(problem(withName: name) ?? "nil")")
    }
}
