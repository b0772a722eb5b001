import Words

/// What a command line asks for.
public enum Invocation: Sendable {
    /// Doing `command` with `arguments`.
    case run(Command, ParsedArguments)
    /// The help of the command that `path` names.
    case help(path: [String])
    /// The tool's version.
    case version
}

extension Command {
    /// Reads `words`, the command line without the tool's own name.
    ///
    /// Options may stand before or after the verb and between arguments; after `--` all is arguments. A word such as
    /// `-3` or `-inf` is a value. From the first word of another program's command line on, all is that. `help VERB…`, `--help` and `-h` anywhere, and `--version` at the top ask for text.
    public func parse(_ words: [String]) throws(UsageError) -> Invocation {
        var parser = Parser(root: self)
        return try parser.parse(words)
    }
}

private struct Parser {
    private var chain: [Command]
    private var values: [String: [any Sendable]] = [:]
    private var positionals: [String] = []
    private var words: ArraySlice<String> = []

    init(root: Command) { chain = [root] }

    private var command: Command { chain[chain.count - 1] }
    private var path: [String] { chain.map(\.name) }
    private var options: [Input] { chain.flatMap(\.inputs).filter { !$0.isArgument } }

    mutating func parse(_ line: [String]) throws(UsageError) -> Invocation {
        words = line[...]
        if words.first == "help" { return try help(of: words.dropFirst()) }
        while let word = words.popFirst() {
            if word == "--" {
                positionals += words
                break
            }
            if word == "--help" || word == "-h" { return .help(path: path) }
            if chain.count == 1, word == "--version" || word == "-V" { return .version }
            if word.begins(with: "--") {
                try takeLong(word)
            } else if word.begins(with: "-"), word.utf8.count > 1, !Self.isNumber(word) {
                try takeShort(word)
            } else if command.action == nil {
                try descend(to: word)
            } else {
                positionals.append(word)
                if command.inputs.contains(where: \.isCommand) {
                    positionals += words
                    break
                }
            }
        }
        guard command.action != nil else {
            if let word = positionals.first { throw unknown(word) }
            return .help(path: path)
        }
        try placePositionals()
        var arguments = ParsedArguments(path: path)
        arguments.values = values
        return .run(command, arguments)
    }

    private func help(of names: ArraySlice<String>) throws(UsageError) -> Invocation {
        var reached = self
        for name in names where !name.begins(with: "-") { try reached.descend(to: name) }
        return .help(path: reached.path)
    }

    private mutating func descend(to word: String) throws(UsageError) {
        guard let next = command.subcommands.first(where: { $0.name == word }) else { throw unknown(word) }
        chain.append(next)
    }

    private func unknown(_ word: String) -> UsageError {
        let names = command.subcommands.map(\.name)
        // After `--` a word is an argument even where it names a command.
        let guess =
            names.first { $0 == word } ?? command.path(toDescendant: word)?.joined(separator: " ")
            ?? nearestName(to: word, among: names)
        return error(.unknownCommand(word, suggestion: guess, known: names))
    }

    private mutating func takeLong(_ word: String) throws(UsageError) {
        let parts = word.cut(at: "=", most: 1)
        guard let input = options.first(where: { $0.label == parts[0] }) else {
            let known = options.map(\.label) + ["--help"] + (chain.count == 1 ? ["--version"] : [])
            throw error(.unknownOption(parts[0], suggestion: nearestName(to: parts[0], among: known)))
        }
        try take(input, attached: parts.count == 2 ? parts[1] : nil)
    }

    /// `-j 4`, `-j4` and `-j=4`.
    private mutating func takeShort(_ word: String) throws(UsageError) {
        let letters = word.unicodeScalars.dropFirst()
        guard let first = letters.first, let input = options.first(where: { $0.short == Character(first) }) else {
            let long = options.first { $0.name == String(letters) }?.label
            throw error(.unknownOption(word, suggestion: long))
        }
        var rest = letters.dropFirst()
        if rest.first == "=" { rest = rest.dropFirst() } else if rest.isEmpty { return try take(input, attached: nil) }
        try take(input, attached: String(rest))
    }

    private mutating func take(_ input: Input, attached: String?) throws(UsageError) {
        guard input.takesValue else {
            guard attached == nil else { throw error(.unexpectedValue(of: input.label)) }
            values[input.label] = [true]
            return
        }
        if !input.repeats, values[input.label] != nil { throw error(.repeated(input.label)) }
        if let attached { return try store(attached, for: input) }
        guard let next = words.first, !next.begins(with: "-") || next == "-" || Self.isNumber(next) else {
            throw error(.missingValue(of: input.label, placeholder: input.placeholder))
        }
        words.removeFirst()
        try store(next, for: input)
        while input.takesSeveral, let next = words.first, let value = try? input.parse(next) {
            words.removeFirst()
            values[input.label, default: []].append(value)
        }
    }

    private mutating func store(_ word: String, for input: Input) throws(UsageError) {
        do {
            values[input.label, default: []].append(try input.parse(word))
        } catch {
            throw self.error(.invalidValue(word, of: input.label, expected: error.expected))
        }
    }

    /// Required arguments are served first, optional ones from what is left, in order.
    private mutating func placePositionals() throws(UsageError) {
        let arguments = command.inputs.filter(\.isArgument)
        var spare = positionals.count - arguments.count(where: \.isRequired)
        var waiting = positionals[...]
        for argument in arguments {
            guard argument.isRequired || spare > 0 else { continue }
            guard let word = waiting.popFirst() else {
                throw error(.missingArgument(argument.label, question: argument.question))
            }
            try store(word, for: argument)
            if !argument.isRequired { spare -= 1 }
            while argument.repeats, spare > 0, let word = waiting.popFirst() {
                try store(word, for: argument)
                spare -= 1
            }
        }
        if let extra = waiting.first { throw error(.unexpectedArgument(extra)) }
    }

    private func error(_ problem: UsageError.Problem) -> UsageError { UsageError(path: path, problem: problem) }

    private static func isNumber(_ word: String) -> Bool { Double(word) != nil }
}
