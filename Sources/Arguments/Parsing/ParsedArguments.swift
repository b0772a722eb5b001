/// The values of one command line, read by the declarations that they were parsed with.
public struct ParsedArguments: Sendable {
    /// The words that name the command, the tool's own included: `["hpo", "study", "run"]`.
    public let path: [String]
    var values: [String: [any Sendable]] = [:]

    init(path: [String]) { self.path = path }

    /// The option's value; the last one where it repeats; nil where it is not given.
    public subscript<Value>(option: Option<Value>) -> Value? { all(option).last }

    /// Every value of a repeated option, in the order given.
    public func all<Value>(_ option: Option<Value>) -> [Value] { values(of: option) }

    /// Whether the flag is given.
    public subscript(flag: Flag) -> Bool { values[flag.input.label] != nil }

    /// The argument's value, nil where it is not given.
    public subscript<Value>(argument: Argument<Value>) -> Value? { all(argument).last }

    /// Every value of a repeated argument, in the order given.
    public func all<Value>(_ argument: Argument<Value>) -> [Value] { values(of: argument) }

    /// The value of an argument that the command can't do without.
    public func require<Value>(_ argument: Argument<Value>) throws(UsageError) -> Value {
        guard let value = self[argument] else {
            throw error(.missingArgument(argument.input.label, question: argument.input.question))
        }
        return value
    }

    /// A usage error of this command.
    public func error(_ problem: UsageError.Problem) -> UsageError { UsageError(path: path, problem: problem) }

    private func values<Value>(of declaration: any CommandInput) -> [Value] {
        (values[declaration.input.label] ?? []).compactMap { $0 as? Value }
    }
}
