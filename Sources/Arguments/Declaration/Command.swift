// A command line is a tree of commands declared as values: the parser, the help and the completions all read it.
//
//     let greet = Command("greet", summary: "Say hello.", inputs: [name, loudly]) { arguments in
//         print("hello", arguments[name] ?? "world")
//     }
//     let invocation = try Command("tool", summary: "A tool.", subcommands: [greet]).parse(["greet", "--loudly"])

/// A verb, or a group of verbs, with what it accepts and what it does.
public struct Command: Sendable {
    /// What a command does with its arguments; nothing is printed by this module.
    public typealias Action = @Sendable (ParsedArguments) throws -> Void

    /// The word that people type.
    public let name: String
    /// One sentence, the first line of its help and its line in the group's help.
    public let summary: String
    /// Paragraphs that follow the options in its help.
    public let details: [String]
    /// Command lines that people can copy, shown first.
    public let examples: [Example]
    /// Positional arguments (in their order), options and flags. A group's are accepted by all below it.
    public let inputs: [Input]
    /// The verbs of a group; empty for a verb.
    public let subcommands: [Command]
    /// What it does; nil for a group.
    public let action: Action?

    /// A group of verbs; `inputs` (options and flags) are accepted by every one of them, before or after the verb.
    public init(
        _ name: String, summary: String, details: [String] = [], examples: [Example] = [],
        inputs: [any CommandInput] = [], subcommands: [Command]
    ) {
        self.name = name
        self.summary = summary
        self.details = details
        self.examples = examples
        self.inputs = inputs.map(\.input)
        self.subcommands = subcommands
        self.action = nil
    }

    /// A verb that does `action`.
    public init(
        _ name: String, summary: String, details: [String] = [], examples: [Example] = [],
        inputs: [any CommandInput] = [], action: @escaping Action
    ) {
        self.name = name
        self.summary = summary
        self.details = details
        self.examples = examples
        self.inputs = inputs.map(\.input)
        self.subcommands = []
        self.action = action
    }

    /// The chain of commands from this one down to the one that `words` name, nil where a word names none.
    func chain(to words: some Sequence<String>) -> [Command]? {
        var chain = [self]
        for word in words {
            guard let next = chain[chain.count - 1].subcommands.first(where: { $0.name == word }) else { return nil }
            chain.append(next)
        }
        return chain
    }

    /// The names from below this command to the first one called `name`, at any depth.
    func path(toDescendant name: String) -> [String]? {
        for command in subcommands {
            if command.name == name { return [name] }
            if let rest = command.path(toDescendant: name) { return [command.name] + rest }
        }
        return nil
    }
}

/// A command line to copy, and what it does.
public struct Example: Sendable {
    /// `hpo study run --trials 50`
    public let line: String
    /// `fifty more trials`
    public let meaning: String

    /// The command line `line`, which does `meaning`.
    public init(_ line: String, _ meaning: String = "") {
        self.line = line
        self.meaning = meaning
    }
}
