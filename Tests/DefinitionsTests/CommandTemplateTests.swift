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
            (["{\"a\": 1}"], ["{\"a\": 1}"]), (["{yes?--amp}", "{no?--amp}", "x"], ["--amp", "x"]),
            (["{yes?--amp:--no-amp}", "{no?--amp:--no-amp}"], ["--amp", "--no-amp"]),
            (["--size={no?big:small}-{heads}", "{yes?}"], ["--size=small-8", ""]),
            (["{yes?--from={lr}/{{x}}}", "{yes?--m={momentum}}", "{momentum?a:b}"], ["--from=0.1/{x}"]),
            (["{yes?a:b:c}", "{yes?a", "{yes?{no?a}}", "{?a}"], ["{yes?a:b:c}", "{yes?a", "{yes?{no?a}}", "{?a}"]),
        ])
    func expands(words: [String], expected: [String]) {
        #expect(
            CommandTemplate(words).expanded { ["lr": "0.1", "heads": "8", "yes": "true", "no": "false"][$0] }
                == expected)
    }

    @Test("the names of the placeholders are known")
    func knowsNames() {
        #expect(CommandTemplate(["a", "{b}-{c}", "{{d}}", "{e?{f}:{g}}"]).names == ["b", "c", "e", "f", "g"])
    }
}
