import Testing

@testable import Words

@Suite("Text cut at its bytes")
struct CuttingTests {
    @Test("a separator is found before a combining mark too")
    func marks() {
        #expect("lr=\u{301}x=".cutOnce(at: "=").map { [$0.before, $0.after] } == ["lr", "\u{301}x="])
        #expect("a,\u{301},".cut(at: ",") == ["a", "\u{301}", ""])
        #expect("a,b,c".cut(at: ",", most: 1) == ["a", "b,c"])
        #expect("plain".cutOnce(at: "=") == nil)
        #expect("--\u{301}".begins(with: "--"))
        #expect("params.\u{301}".rest(behind: "params.") == "\u{301}")
        #expect("param".rest(behind: "params.") == nil)
    }

    @Test("lines end at a line feed, with or without a carriage return before it")
    func lines() {
        #expect("a\r\nb\n\u{301}c\n".lines == ["a", "b", "\u{301}c", ""])
        #expect("a\rb".lines == ["a\rb"])
    }

    @Test(
        "a shell's word is in quotes where it needs them",
        arguments: [
            ("0.15", "0.15"), ("", "''"), ("adam w", "'adam w'"), ("it's", #"'it'\''s'"#), ("a*", "'a*'"),
            ("'\u{301}; touch P'", "''\\''\u{301}; touch P'\\'''"), ("$(x)", "'$(x)'"), ("é", "'é'"),
        ])
    func words(text: String, quoted: String) { #expect(shellWord(text) == quoted) }
}
