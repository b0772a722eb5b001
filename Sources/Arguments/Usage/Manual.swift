// Manual pages in roff, generated from the declarations that help is generated from: one a command.
//
//     for page in tool.manual(version: "0.1.0") { try write(page.text, to: page.file) }     // tool.1, tool-box-take.1, …

/// One manual page of section 1.
public struct ManualPage: Sendable, Hashable {
    /// The name that `man` finds it by: `tool-box-take`.
    public let name: String
    /// Its source, in the language of man(7).
    public let text: String

    /// What its file is called.
    public var file: String { "\(name).1" }
}

extension Command {
    /// The manual pages of this command and of all below it, this one's first.
    public func manual(version: String) -> [ManualPage] { manual(after: [], version) }

    private func manual(after chain: [Command], _ version: String) -> [ManualPage] {
        let chain = chain + [self]
        return [ManualPage(of: chain, version)] + subcommands.flatMap { $0.manual(after: chain, version) }
    }
}

extension ManualPage {
    fileprivate init(of chain: [Command], _ version: String) {
        let command = chain[chain.count - 1]
        let tool = chain[0].name
        let line = chain.map(\.name).joined(separator: " ")
        let name = Self.name(of: chain)
        var page = RoffText()
        page.request("TH", name.uppercased(), "1", "", "\(tool) \(version)", "\(tool)")
        let summary = command.summary.last == "." ? String(command.summary.dropLast()) : command.summary
        page.section("NAME", "\(name) - \(summary)")
        page.request("SH", "SYNOPSIS")
        page.bold(line)
        page.text(chain.operands)
        if !command.details.isEmpty {
            page.request("SH", "DESCRIPTION")
            for (place, paragraph) in command.details.enumerated() {
                if place > 0 { page.request("PP") }
                page.text(paragraph)
            }
        }
        page.list("COMMANDS", command.subcommands.map { ($0.name, $0.summary) })
        page.list("ARGUMENTS", command.inputs.filter(\.isArgument).map { ($0.label, $0.help) })
        let options = command.inputs.filter { !$0.isArgument && !$0.isHidden } + chain.dropLast().flatMap(\.inputs)
        page.list(
            "OPTIONS",
            options.map { ($0.spellings, $0.help) } + [("-h, --help", "Print this in short.")]
                + (chain.count == 1 ? [("-V, --version", "Print the version.")] : []))
        if !command.examples.isEmpty { page.request("SH", "EXAMPLES") }
        for example in command.examples { page.example(example.line, example.meaning) }
        let parent = chain.count > 1 ? [Self.name(of: chain.dropLast())] : []
        let related = parent + command.subcommands.map { Self.name(of: chain + [$0]) }
        if !related.isEmpty {
            page.section("SEE ALSO", related.map { "\($0)(1)" }.joined(separator: ", "))
        }
        self.init(name: name, text: page.source)
    }

    private static func name(of chain: [Command]) -> String { chain.map(\.name).joined(separator: "-") }
}

/// A page's source while it is written; whatever its texts hold, they stay text.
struct RoffText {
    private(set) var source = ""

    /// A line that begins with a dot, and its words.
    mutating func request(_ name: String, _ words: String...) {
        source += ".\(name)" + words.map { " \"\(Self.escaped($0, isWord: true))\"" }.joined() + "\n"
    }

    mutating func text(_ text: String) {
        for line in text.split(separator: "\n") { source += Self.escaped(String(line)) + "\n" }
    }

    mutating func bold(_ text: String) { request("B", text) }

    mutating func section(_ title: String, _ text: String) {
        request("SH", title)
        self.text(text)
    }

    /// Terms, each with what it means under it.
    mutating func list(_ title: String, _ rows: [(term: String, meaning: String)]) {
        guard !rows.isEmpty else { return }
        request("SH", title)
        for row in rows {
            request("TP")
            bold(row.term)
            text(row.meaning.isEmpty ? " " : row.meaning)
        }
    }

    /// A command line as it is typed, and what it does.
    mutating func example(_ line: String, _ meaning: String) {
        if !meaning.isEmpty {
            request("PP")
            text(meaning + ":")
        }
        source += ".PP\n.RS 4\n.nf\n"
        text(line)
        source += ".fi\n.RE\n"
    }

    /// `text` as roff prints it as it is: no request, no escape, no typographic quote, no hyphen for a minus.
    ///
    /// - Parameter isWord: whether it stands between quotation marks in a request.
    static func escaped(_ text: String, isWord: Bool = false) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "'": escaped += "\\(aq"
            case "`": escaped += "\\(ga"
            case "^": escaped += "\\(ha"
            case "~": escaped += "\\(ti"
            case "\"": escaped += "\\(dq"
            case "." where escaped.isEmpty && !isWord: escaped += "\\&."
            case "\n", "\t", "\r": escaped += " "
            case _ where scalar.isASCII:
                if scalar.value >= 0x20, scalar.value != 0x7F { escaped.unicodeScalars.append(scalar) }
            case _ where scalar.value < 0xA0: break
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                escaped += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
            }
        }
        return escaped
    }
}
