import Testing
import Words

@Suite("Words of a shell")
struct ShellWordTests {
    @Test(
        "are quoted so that nothing in them ends the quotes",
        arguments: [
            ("plain", "'plain'"), ("", "''"), ("two words", "'two words'"), ("it's", "'it'\\''s'"),
            ("$(rm -r ~); `x`", "'$(rm -r ~); `x`'"), ("'\u{301};x", "''\\''\u{301};x'"),
        ])
    func quoted(text: String, word: String) { #expect(Array(shellQuoted(text).utf8) == Array(word.utf8)) }
}
