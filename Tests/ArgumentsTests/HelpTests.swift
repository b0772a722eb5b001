import Testing

@testable import Arguments

@Suite("Help")
struct HelpTests {
    @Test("a verb's help has examples first, then usage, arguments and options in aligned columns")
    func verb() {
        #expect(
            SampleTool.root.help(for: ["tool", "box", "take"], width: 80) == """
                Take an item out of a box.

                Examples:
                  tool box take 7 --count 2  two of item 7
                  tool box take toys 7

                Usage:
                  tool box take [BOX] N [OPTIONS]

                Arguments:
                  BOX  The box's name.
                  N    The item's number.

                Options:
                  -c, --count N        How many.
                      --value V        How much.
                      --colour COLOUR  Which it is.
                      --tag TAG        A label; may be repeated.
                      --wait TIME      For how long.
                      --dry-run        Change nothing.

                Common options:
                  -v, --verbose        Say more.
                      --store FILE     Where things are kept.
                  -h, --help           Print this help.

                An item is taken once, and then it's gone.

                """)
    }

    @Test("a group's help lists its verbs")
    func group() throws {
        let text = try #require(SampleTool.root.help(for: ["tool"], width: 80))
        #expect(text.contains("\nCommands:\n  box     Work on boxes.\n  status  Show what is.\n"))
        #expect(text.contains("-V, --version"))
        #expect(text.hasSuffix("'tool help COMMAND' says more.\n"))
    }

    @Test("a command that is not there has no help")
    func unknown() {
        #expect(SampleTool.root.help(for: ["tool", "nothing"], width: 80) == nil)
        #expect(SampleTool.root.help(for: ["other"], width: 80) == nil)
    }

    @Test("no line is wider than the terminal", arguments: [40, 50, 72, 100])
    func width(_ width: Int) throws {
        for path in [["tool"], ["tool", "box"], ["tool", "box", "take"], ["tool", "box", "put"]] {
            let text = try #require(SampleTool.root.help(for: path, width: width))
            for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
        }
    }

    @Test("a command line that is too wide is broken so that a shell goes on, and what is in quotes is not")
    func commands() {
        #expect(
            wrappedCommand("tool take 7 --where \"a > 1 and b\" --count 2", to: 34, indent: 2, hanging: 6)
                == "  tool take 7 --where \\\n      \"a > 1 and b\" --count 2")
        #expect(wrappedCommand("tool take", to: 80, indent: 2, hanging: 6) == "  tool take")
    }

    @Test("text is broken at spaces, and a word that is too long keeps its line")
    func wrapping() {
        #expect(wrapped("one two three", to: 9, indent: 2, hanging: 4) == "  one two\n    three")
        #expect(wrapped("a extraordinarily b", to: 6) == "a\nextraordinarily\nb")
        #expect(wrapped("first\nsecond", to: 20) == "first\nsecond")
    }

    @Test("an option that only the tool itself gives is read, and nobody is told of it")
    func hidden() throws {
        let plan = Option("plan", .file, placeholder: "FILE", isHidden: true, help: "Go on with it.")
        let tool = Command("tool", summary: "A tool.", inputs: [plan]) { _ in }
        guard case .run(_, let arguments) = try tool.parse(["--plan", "a"]) else { return #expect(Bool(false)) }
        #expect(arguments[plan] == "a")
        #expect(tool.help(for: ["tool"], width: 80)?.contains("plan") == false)
        for shell in Shell.allCases { #expect(!tool.completionScript(for: shell).contains("plan")) }
    }
}
