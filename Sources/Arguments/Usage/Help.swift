// Help, generated from the declarations: what it does, examples, usage, arguments and options, remarks.

extension Command {
    /// The help of the command that `path` names (this command's own name first), nil where it names none.
    ///
    /// - Parameters:
    ///   - width: columns to wrap to.
    ///   - bold: whether headings are set in bold by terminal escapes.
    public func help(for path: [String], width: Int, bold: Bool = false) -> String? {
        guard path.first == name, let chain = chain(to: path.dropFirst()) else { return nil }
        return HelpPage(chain: chain, width: max(width, 40), bold: bold).text
    }
}

extension [Command] {
    /// What may be typed behind the names of the chain: `[STUDY] [OPTIONS]`.
    var operands: String {
        guard let command = last else { return "" }
        guard command.subcommands.isEmpty else { return "COMMAND [OPTIONS]" }
        var parts: [String] = []
        for input in command.inputs where input.isArgument {
            if input.isCommand { return (parts + ["[OPTIONS]", "-- \(input.label)..."]).joined(separator: " ") }
            let name = input.label + (input.repeats ? "..." : "")
            parts.append(input.isRequired ? name : "[\(name)]")
        }
        return (parts + ["[OPTIONS]"]).joined(separator: " ")
    }

    /// The whole line: `hpo study show [STUDY] [OPTIONS]`.
    var usage: String { (map(\.name) + [operands]).joined(separator: " ") }
}

extension Input {
    /// An option as it is typed: `-j, --jobs N`; one without a letter stands under the others' long names.
    var spelling: String { (short.map { "-\($0), " } ?? "    ") + longSpelling }

    /// `--jobs N`
    private var longSpelling: String {
        label + (takesValue ? " \(placeholder)\(takesSeveral ? "..." : "")" : "")
    }

    /// `-j, --jobs N`, without space before one that has no letter.
    var spellings: String { (short.map { "-\($0), " } ?? "") + longSpelling }
}

private struct HelpPage {
    let chain: [Command]
    let width: Int
    let bold: Bool

    private var command: Command { chain[chain.count - 1] }
    private var inherited: [Input] { chain.dropLast().flatMap(\.inputs) }

    var text: String {
        var sections = [wrapped(command.summary, to: width)]
        if !command.examples.isEmpty { sections.append(heading("Examples") + examples) }
        sections.append(heading("Usage") + wrapped(chain.usage, to: width, indent: 2, hanging: 6))
        if !command.subcommands.isEmpty {
            sections.append(heading("Commands") + table(command.subcommands.map { ($0.name, $0.summary) }))
        }
        let arguments = command.inputs.filter(\.isArgument)
        if !arguments.isEmpty { sections.append(heading("Arguments") + table(arguments.map { ($0.label, $0.help) })) }
        let options = command.inputs.filter { !$0.isArgument && !$0.isHidden }
        let asks =
            [("-h, --help", "Print this help.")] + (chain.count == 1 ? [("-V, --version", "Print the version.")] : [])
        let own = options.map { ($0.spelling, $0.help) }
        let common = inherited.map { ($0.spelling, $0.help) } + asks
        if chain.count == 1 {
            sections.append(heading("Options") + table(own + common))
        } else {
            let column = columnWidth(own + common)
            if !own.isEmpty { sections.append(heading("Options") + table(own, column: column)) }
            sections.append(heading("Common options") + table(common, column: column))
        }
        sections += command.details.map { wrapped($0, to: width) }
        if !command.subcommands.isEmpty {
            sections.append(
                "'\(chain[0].name) help\(chain.dropFirst().map { " \($0.name)" }.joined()) COMMAND' says more.")
        }
        return sections.joined(separator: "\n\n") + "\n"
    }

    private var examples: String { table(command.examples.map { ($0.line, $0.meaning) }, widest: width * 2 / 3) }

    private func heading(_ title: String) -> String { bold ? "\u{1B}[1m\(title):\u{1B}[0m\n" : "\(title):\n" }

    private func columnWidth(_ rows: [(String, String)], widest: Int? = nil) -> Int {
        rows.map(\.0.count).filter { $0 <= widest ?? (width / 2) }.max() ?? 0
    }

    /// Two aligned columns, the second wrapped; a first cell that is too wide has its second on the next line.
    private func table(_ rows: [(String, String)], column: Int? = nil, widest: Int? = nil) -> String {
        let column = column ?? columnWidth(rows, widest: widest)
        return rows.map { first, second in
            let indent = column + 4
            let lines = wrapped(second, to: width, indent: indent, hanging: indent)
            guard first.count <= column else {
                let whole = wrappedCommand(first, to: width, indent: 2, hanging: 6)
                return second.isEmpty ? whole : "\(whole)\n\(lines)"
            }
            if second.isEmpty { return "  \(first)" }
            let padding = String(repeating: " ", count: column - first.count + 2)
            return "  \(first)\(padding)\(lines.dropFirst(indent))"
        }
        .joined(separator: "\n")
    }
}
