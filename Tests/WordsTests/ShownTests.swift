import Testing

@testable import Words

@Suite("Text shown to people")
struct ShownTests {
    @Test(
        "what a terminal would act on is shown by its number",
        arguments: [
            ("plain, ä, 漢, e\u{301}", "plain, ä, 漢, e\u{301}"), ("a\u{1B}[31mb", #"a\u{1B}[31mb"#),
            ("\u{9B}2J", #"\u{009B}2J"#), ("a\nb\tc\r", #"a\nb\tc\r"#), ("\u{7F}\u{0}", #"\u{7F}\0"#),
            ("user\u{202E}txt", #"user\u{202E}txt"#),
        ])
    func escapes(text: String, seen: String) { #expect(shown(text) == seen) }

    @Test("a text of several lines keeps them")
    func lines() { #expect(shown("a\nb\u{7}", keeping: ["\n"]) == "a\nb\\u{07}") }
}
