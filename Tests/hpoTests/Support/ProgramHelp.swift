import Foundation

/// What the help of `hpo` and `hpo-bench` says that there is: subcommands and options.
final class ProgramHelp {
    /// Of one command.
    struct Entry {
        let subcommands: Set<String>
        let options: Set<String>
    }

    private var entries: [String: Entry] = [:]

    /// The help of `hpo study run`; it is asked for once.
    func entry(_ words: [String]) throws -> Entry {
        let name = words.joined(separator: " ")
        if let known = entries[name] { return known }
        let program = Running.binary.deletingLastPathComponent().appendingPathComponent(words[0]).path
        let answer = try Running(
            program: program, arguments: words.dropFirst() + ["--help"], directory: "/tmp", variables: [:], input: ""
        ).wait()
        let lines = answer.output.split(separator: "\n").map(String.init)
        let listed = lines.drop { $0 != "Commands:" }.dropFirst().prefix { $0.hasPrefix("  ") }
        let entry = Entry(
            subcommands: Set(listed.compactMap { $0.firstMatch(of: /^  ([a-z][a-z-]*)/).map { String($0.output.1) } }),
            options: Set(
                lines.flatMap { line in
                    line.prefixMatch(of: /\s+(-[A-Za-z], )?(--[a-z-]+)/).map { match in
                        [String(match.output.2)] + (match.output.1.map { [String($0.prefix(2))] } ?? [])
                    } ?? []
                }))
        entries[name] = entry
        return entry
    }

    /// Every option that any command has.
    func options(of program: String) throws -> Set<String> {
        var open = [[program]]
        var all: Set<String> = []
        while let words = open.popLast() {
            let entry = try entry(words)
            all.formUnion(entry.options)
            open += entry.subcommands.map { words + [$0] }
        }
        return all
    }

    /// What is wrong with a command as a page has it: a subcommand or an option that there is not; nil for nothing.
    ///
    /// - Parameter line: such as `hpo study run --trials 50`; what is not `hpo` or `hpo-bench` is not looked at.
    func mistake(in line: String) throws -> String? {
        for part in Self.commands(in: line) {
            var words = Self.words(of: part)
            while let first = words.first, first.contains("="), !first.hasPrefix("-") { words.removeFirst() }
            guard let program = words.first, program == "hpo" || program == "hpo-bench" else { continue }
            var path = [program]
            var rest = words.dropFirst()
            while let next = rest.first, try !entry(path).subcommands.isEmpty, !next.hasPrefix("-") {
                // NAME and … stand for any of them.
                if next.contains(where: { $0.isUppercase || $0 == "…" }) { break }
                guard try entry(path).subcommands.contains(next) else { return "`\(part)`: there is no \(next)" }
                path.append(next)
                rest = rest.dropFirst()
            }
            let known = try entry(path).options.union(entry([program]).options)
            for word in rest.prefix(while: { $0 != "--" })
            where word.hasPrefix("-") && word != "-" && Double(word) == nil {
                let name = String(word.prefix { $0 != "=" })
                guard known.contains(name) else { return "`\(part)`: there is no \(name)" }
            }
        }
        return nil
    }

    /// The commands of a line: apart at `&&`, `|`, `;` and inside `$( … )`, but not in quotes.
    private static func commands(in line: String) -> [String] {
        var parts = [""]
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if "|;&()<>".contains(character) {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(character)
        }
        return parts.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// The words of a command; a quoted one is one.
    private static func words(of command: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in command {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                // Never mistaken for an option.
                word.append("\u{200B}")
            } else if character == " " {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}
