/// A command line that can't be understood; the process should exit with 2.
public struct UsageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with the line.
    public enum Problem: Sendable, Hashable {
        /// No such verb in the group, which has those that are `known`.
        case unknownCommand(String, suggestion: String?, known: [String])
        /// No such option; `name` with its dashes.
        case unknownOption(String, suggestion: String?)
        /// An option at the end of the line, or before another option.
        case missingValue(of: String, placeholder: String)
        /// `--flag=value`
        case unexpectedValue(of: String)
        /// A value that can't be read.
        case invalidValue(String, of: String, expected: String)
        /// An option that takes one value was given twice.
        case repeated(String)
        /// More words than the command has arguments.
        case unexpectedArgument(String)
        /// A required argument is absent.
        case missingArgument(String, question: String? = nil)
        /// What a command says of its own arguments, as a whole sentence without the full stop.
        case other(String)
    }

    /// The words that name the command.
    public let path: [String]
    /// What is wrong.
    public let problem: Problem

    /// A problem with the arguments of the command named by `path`.
    public init(path: [String], problem: Problem) {
        self.path = path
        self.problem = problem
    }

    /// What is wrong, and where help is, on two lines.
    public var description: String {
        let command = path.joined(separator: " ")
        return "\(message)\nSee '\(command) --help'."
    }

    private var message: String {
        switch problem {
        case .unknownCommand(let name, let suggestion, let known):
            "'\(name)' is not a command of '\(path.joined(separator: " "))'" + Self.question(suggestion)
                + (known.isEmpty ? "" : "\nIts commands: \(known.joined(separator: ", ")).")
        case .unknownOption(let name, let suggestion):
            "unknown option '\(name)'" + Self.question(suggestion)
        case .missingValue(let option, let placeholder):
            "\(option) needs a value: \(option) \(placeholder), or \(option)=\(placeholder) where it begins with '-'"
        case .unexpectedValue(let flag): "\(flag) takes no value"
        case .invalidValue(let value, let label, let expected): "\(label): '\(value)' is not \(expected)"
        case .repeated(let option): "\(option) is given twice"
        case .unexpectedArgument(let word): "unexpected argument '\(word)'"
        case .missingArgument(let label, let question): (question.map { "\($0) " } ?? "") + "\(label) is missing"
        case .other(let message): message
        }
    }

    private static func question(_ suggestion: String?) -> String {
        suggestion.map { "; did you mean '\($0)'?" } ?? ""
    }
}
