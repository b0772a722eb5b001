import Foundation
import Testing

/// The commands of some pages, run in a folder of their own as they stand and in the order in which they stand.
///
/// A page's blocks may have a mark before them: `<!-- file: NAME -->` is written to that file, `<!-- needs: python3 -->`
/// is left out where that program is not there (`python3 torch`: where it has no such module), `<!-- not run: WHY -->` is
/// only read.
struct PageWalk: Sendable, CustomTestStringConvertible {
    /// From the project's top, in the order in which they build on each other.
    let pages: [String]
    /// What is run in place of what is written: shorter, or of a trial that the shorter run has. Everything else is run as
    /// it stands. Files are shortened by the same table.
    var shorter: [(written: String, run: String)] = []
    /// Commands whose output on the page is what they print, line for line; `…` stands for any lines.
    var verbatim: Set<String> = []
    /// Whether output that is on the page has to be like what is printed: the same words with any numbers.
    var comparesWords = false
    /// Commands that print something else where they are run shorter.
    var shortenedOutput: Set<String> = []
    /// What it cannot do without, as in a mark.
    var needs: [String] = []
    /// Whether other programs' commands are left to people, as those that build this one are.
    var runsOnlyHpo = false
    /// Pages of which only the files are there beforehand, and what is run before their commands.
    var beforehand: (files: [String], commands: [String]) = ([], [])
    /// Variables of the environment.
    var variables: [String: String] = [:]

    var testDescription: String {
        pages.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(separator: ", ")
    }

    /// Whether all is there that it needs; what is not is said.
    var canRun: Bool {
        let missing = needs.filter { (try? Self.has($0, variables)) != true }
        if !missing.isEmpty { print("\(self): left out, since there is no \(missing.joined(separator: ", "))") }
        return missing.isEmpty
    }

    /// A page of the catalogue.
    static func article(_ name: String) -> String { "Sources/hpo/hpo.docc/\(name).md" }

    /// Writes and runs it all.
    ///
    /// - Returns: the commands that were run.
    @discardableResult
    func run(in sandbox: Sandbox) throws -> [String] {
        var run: [String] = []
        for name in beforehand.files {
            for block in try Page(name).blocks { try write(block, in: sandbox) }
        }
        for line in beforehand.commands {
            let answer = try sandbox.shell(line)
            #expect(answer.status == 0, "\(line): \(answer.errors)")
        }
        for name in pages {
            for block in try Page(name).blocks where try isRun(block, of: name) {
                try write(block, in: sandbox)
                for command in block.commands where !runsOnlyHpo || command.line.hasPrefix("hpo ") {
                    try take(command, of: name, in: sandbox)
                    run.append(command.line)
                }
            }
        }
        return run
    }

    private func write(_ block: Page.Block, in sandbox: Sandbox) throws {
        guard let mark = block.mark, mark.name == "file" else { return }
        try sandbox.write(shortened(block.lines.joined(separator: "\n") + "\n"), to: mark.value)
    }

    private func take(_ command: Page.Block.Command, of page: String, in sandbox: Sandbox) throws {
        let line = shortened(command.line)
        let answer = try sandbox.shell(line)
        #expect(answer.status == 0, "\(page): \(line): \(answer.output)\(answer.errors)")
        let printed = lines(answer.output + answer.errors)
        let expected = lines(command.output.joined(separator: "\n"))
        if verbatim.contains(command.line) {
            #expect(
                Self.matches(printed[...], expected[...]), "\(page): \(line) prints\n\(printed.joined(separator: "\n"))"
            )
        } else if comparesWords, !expected.isEmpty, !shortenedOutput.contains(command.line) {
            let words = (printed.map(Self.words), expected.map(Self.words))
            #expect(
                Self.matches(words.0[...], words.1[...]), "\(page): \(line) prints\n\(printed.joined(separator: "\n"))")
        }
    }

    func shortened(_ text: String) -> String {
        shorter.reduce(text) { $0.replacingOccurrences(of: $1.written, with: $1.run) }
    }

    /// What is printed, without empty lines; both sides are shortened.
    private func lines(_ text: String) -> [String] { shortened(text).split(separator: "\n").map(String.init) }

    /// A line with its numbers, lengths of time, and the blanks that make columns of it, as good as any others. A short training
    /// may have ended before it was pruned, and then none was.
    private static func words(_ line: String) -> String {
        line.replacing(/[-−]?[0-9][0-9.,]*(e[-+]?[0-9]+)?/, with: "0").replacing(/0 (h|min) 0 s/, with: "0 s")
            .replacing(", 0 pruned", with: "").replacing(/\s\s+/, with: " ").trimmingCharacters(in: .whitespaces)
    }

    private func isRun(_ block: Page.Block, of page: String) throws -> Bool {
        guard let mark = block.mark else { return true }
        switch mark.name {
        case "not run": return false
        case "needs":
            if try Self.has(mark.value, variables) { return true }
            print("\(page) needs \(mark.value), and is left out: \(block.commands.map(\.line).joined(separator: "; "))")
            return false
        default: return true
        }
    }

    /// Whether there is the program, and of Python the modules that are named after it.
    private static func has(_ needs: String, _ variables: [String: String]) throws -> Bool {
        let words = needs.split(separator: " ").map(String.init)
        let modules = words.dropFirst().map { "import \($0)" }.joined(separator: "; ")
        let line = words.count > 1 ? "\(words[0]) -c '\(modules)'" : "\(words[0]) --version"
        return try Sandbox(variables).shell("\(line) >/dev/null 2>&1").status == 0
    }

    /// A line of a page that ends with ` …` goes on.
    private static func isLike(_ line: String, _ expected: String) -> Bool {
        expected.hasSuffix(" …") ? line.hasPrefix(expected.dropLast(2)) : line == expected
    }

    /// Whether `printed` is `expected`, in which a line `…` stands for any number of lines.
    private static func matches(_ printed: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return printed.isEmpty }
        if first == "…" {
            return (printed.startIndex...printed.endIndex).contains { matches(printed[$0...], expected.dropFirst()) }
        }
        return printed.first.map { isLike($0, first) } ?? false && matches(printed.dropFirst(), expected.dropFirst())
    }
}
