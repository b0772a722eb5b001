import Testing

@testable import Runner

@Suite("What a terminal shows of a line")
struct TerminalTextTests {
    @Test(
        "escapes are taken out, returns write over the line, backspaces delete",
        arguments: [
            ("plain", "plain"), ("\u{1B}[1mloss \u{1B}[38;5;12m0.5\u{1B}[0m", "loss 0.5"),
            ("\u{1B}]8;;http://x\u{7}link\u{1B}]8;;\u{1B}\\ 1", "link 1"), ("\u{1B}(Bx", "x"),
            ("10%\r100%", "100%"), ("done\r", "done"), ("a\r\rb\r", "b"), ("\rEpoch 1", "Epoch 1"),
            ("loss 2\u{8}1", "loss 1"), ("é\u{8}e", "e"), ("\u{8}\u{8}x", "x"), ("ab\u{1B}[2Kc", "c"),
            ("ab\u{1B}[1Gc", "c"), ("x\u{1B}[", "x"), ("x\u{1B}", "x"), ("\u{1B}[Kx", "x"),
        ])
    func shown(line: String, text: String) {
        #expect(String(decoding: TerminalText.shown(Array(line.utf8)), as: UTF8.self) == text)
    }
}
