import Definitions
import Testing

@Suite("command lines with placeholders")
struct CommandTemplateTests {
    @Test(
        "placeholders are filled in, doubled braces are braces, and a word without its value is left out",
        arguments: [
            (["train.py", "--lr", "{lr}"], ["train.py", "--lr", "0.1"]), (["--lr={lr},{heads}"], ["--lr=0.1,8"]),
            (["--momentum={momentum}", "x"], ["x"]),
            (["{{lr}}", "a}b", "{", ""], ["{lr}", "a}b", "{", ""]), (["{{{lr}}}"], ["{0.1}"]),
            (["{\"a\": 1}"], ["{\"a\": 1}"]),
        ])
    func expands(words: [String], expected: [String]) {
        #expect(CommandTemplate(words).expanded { ["lr": "0.1", "heads": "8"][$0] } == expected)
    }

    @Test("the names of the placeholders are known")
    func knowsNames() {
        #expect(CommandTemplate(["a", "{b}-{c}", "{{d}}"]).names == ["b", "c"])
    }
}
