import Foundation
import Testing

/// The commands of the README and of the pages that it links to, run as they stand and in the order in which they stand.
///
/// A page's blocks may have a mark before them: `<!-- file: NAME -->` is written to that file, `<!-- needs: python3 -->`
/// is left out where that interpreter is not there (`python3 torch`: where it has no such module), `<!-- not run: WHY -->`
/// is only read.
@Suite("The README's commands")
struct ReadmeTests {
    /// What is run in place of what is written: shorter, or of a trial that the shorter run has. Everything else is run as
    /// it stands. The definitions are shortened by the same table.
    private static let shorter: [(written: String, run: String)] = [
        ("epochs: 20", "epochs: 3"),
        ("20 epochs", "3 epochs"),
        ("--trials 50", "--trials 3"),
        ("--trials 40", "--trials 6"),
        ("--trials 20", "--trials 3"),
        ("--top 3 --seeds 3", "--top 2 --seeds 2"),
        ("--epochs 5", "--epochs 2"),
        ("trial show 35", "trial show 0"),
        ("trial log 35", "trial log 0"),
        ("--trial 7", "--trial 2"),
        ("descent 50", "descent 3"),
    ]

    /// Commands whose output on the page is what they print, line for line; `…` stands for any lines.
    private static let verbatim: Set<String> = [
        "hpo study create", "hpo tell descent 50 --epoch 1 --metric val_loss=3.2",
    ]
    /// The pages whose commands are run, in the order in which they build on each other.
    private static let pages =
        ["README.md"]
        + ["Programs", "Studies", "Pruners", "Engine"].map {
            "Sources/hpo/hpo.docc/\($0).md"
        }

    @Test("are run in order, each ending well", .timeLimit(.minutes(5)))
    func commands() throws {
        let sandbox = try Sandbox()
        try sandbox.write(shortened(try text("studies/face-transformer.json5")), to: "studies/face-transformer.json5")
        var count = 0
        for name in Self.pages {
            for block in try Page(name).blocks where try isRun(block, of: name) {
                if let mark = block.mark, mark.name == "file" {
                    try sandbox.write(shortened(block.lines.joined(separator: "\n") + "\n"), to: mark.value)
                }
                for command in block.commands where command.line.hasPrefix("hpo ") {
                    let line = shortened(command.line)
                    let answer = try sandbox.shell(line)
                    #expect(answer.status == 0, "\(name): \(line): \(answer.errors)")
                    if Self.verbatim.contains(command.line) {
                        let printed = lines(answer.output + answer.errors)
                        let expected = lines(command.output.joined(separator: "\n"))
                        #expect(matches(printed[...], expected[...]), "\(line)")
                    }
                    count += 1
                }
            }
        }
        #expect(count > 20)
        #expect(try sandbox.query("SELECT DISTINCT state FROM trials WHERE state IN ('failed', 'running')") == [])
    }

    @Test("the Python program has ten lines")
    func program() throws {
        let block = try #require(try Page("README.md").blocks.first { $0.language == "python" })
        #expect(block.lines.count <= 10)
    }

    private func shortened(_ text: String) -> String {
        Self.shorter.reduce(text) { $0.replacingOccurrences(of: $1.written, with: $1.run) }
    }

    /// What is printed, without empty lines.
    private func lines(_ text: String) -> [String] { shortened(text).split(separator: "\n").map(String.init) }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Page.root.appendingPathComponent(path), encoding: .utf8)
    }

    private func isRun(_ block: Page.Block, of page: String) throws -> Bool {
        guard let mark = block.mark else { return true }
        switch mark.name {
        case "not run": return false
        case "needs":
            if Self.has(mark.value) { return true }
            print("\(page) needs \(mark.value), and is left out: \(block.commands.map(\.line).joined(separator: "; "))")
            return false
        default: return true
        }
    }

    /// Whether there is the interpreter, and the modules that are named after it.
    private static func has(_ needs: String) -> Bool {
        let words = needs.split(separator: " ").map(String.init)
        let modules = words.dropFirst().map { "import \($0)" }.joined(separator: "; ")
        let line = "\(words[0]) -c '\(modules)' >/dev/null 2>&1"
        return (try? Sandbox().shell(line).status) == 0
    }

    /// Whether `printed` is `expected`, in which a line `…` stands for any number of lines.
    private func matches(_ printed: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return printed.isEmpty }
        if first == "…" {
            return (printed.startIndex...printed.endIndex).contains { matches(printed[$0...], expected.dropFirst()) }
        }
        return printed.first == first && matches(printed.dropFirst(), expected.dropFirst())
    }
}
