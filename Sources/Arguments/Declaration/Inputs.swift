// What a command accepts. Each declaration is typed, and is the key to its value once the line is parsed:
//
//     let jobs = Option("jobs", short: "j", .integer(in: 1...), placeholder: "N", help: "Trials at once.")
//     …
//     let count = arguments[jobs] ?? 1        // an Int

/// A declaration that a command can list among its inputs.
public protocol CommandInput: Sendable {
    /// The declaration without its type.
    var input: Input { get }
}

/// `--name VALUE`
public struct Option<Value: Sendable>: CommandInput {
    /// The declaration without its type.
    public let input: Input

    /// An option that takes one value; with `repeats` it may be given several times.
    ///
    /// - Parameters:
    ///   - several: whether it takes, behind its first value, all words that follow and are values of its kind.
    ///   - isHidden: whether help and completion keep silent about it: only this program itself gives it.
    public init(
        _ name: String, short: Character? = nil, _ kind: ValueKind<Value>, placeholder: String, repeats: Bool = false,
        several: Bool = false, isHidden: Bool = false, help: String
    ) {
        var input = Input(
            name: name, short: short, placeholder: placeholder, help: help, form: .option(repeats: repeats || several),
            kind: kind)
        input.takesSeveral = several
        input.isHidden = isHidden
        self.input = input
    }
}

/// `--name`, present or not.
public struct Flag: CommandInput {
    /// The declaration without its type.
    public let input: Input

    /// A flag that is false unless given.
    public init(_ name: String, short: Character? = nil, help: String) {
        input = Input(name: name, short: short, placeholder: "", help: help, form: .flag, kind: .string)
    }
}

/// A value given by its position.
public struct Argument<Value: Sendable>: CommandInput {
    /// The declaration without its type.
    public let input: Input

    /// An argument shown as `placeholder`; with `repeats` it takes all that is left.
    ///
    /// Where fewer words are given than there are arguments, the required ones are served first: `[STUDY] N` reads `7`
    /// as N.
    ///
    /// - Parameters:
    ///   - isCommand: whether it is another program's command line: from its first word on, all words are it.
    ///   - question: what is asked where it is missing: `which trial?`.
    public init(
        _ placeholder: String, _ kind: ValueKind<Value>, required: Bool = false, repeats: Bool = false,
        isCommand: Bool = false, help: String, question: String? = nil
    ) {
        var input = Input(
            name: placeholder, short: nil, placeholder: placeholder, help: help,
            form: .argument(required: required, repeats: repeats || isCommand), kind: kind, question: question)
        input.isCommand = isCommand
        self.input = input
    }
}

/// The declaration of an option, a flag or an argument, without the type of its value.
public struct Input: Sendable {
    enum Form: Sendable, Hashable {
        case flag
        case option(repeats: Bool)
        case argument(required: Bool, repeats: Bool)
    }

    let name: String
    let short: Character?
    let placeholder: String
    let help: String
    /// What is asked where it is missing.
    let question: String?
    let form: Form
    /// Whether help and completion keep silent about it.
    var isHidden = false
    let completion: Completion
    /// Whether an option takes all further words that are values of it.
    var takesSeveral = false
    /// Whether an argument is another program's command line.
    var isCommand = false
    let parse: @Sendable (String) throws(InvalidValue) -> any Sendable

    init<Value: Sendable>(
        name: String, short: Character?, placeholder: String, help: String, form: Form, kind: ValueKind<Value>,
        question: String? = nil
    ) {
        self.name = name
        self.short = short
        self.placeholder = placeholder
        self.help = help
        self.question = question
        self.form = form
        self.completion = kind.completion
        let parse = kind.parse
        self.parse = { text throws(InvalidValue) -> any Sendable in try parse(text) }
    }

    /// The form in which messages and help name it: `--jobs`, or `STUDY`.
    var label: String { isArgument ? name : "--\(name)" }

    var isArgument: Bool { if case .argument = form { true } else { false } }
    var isRequired: Bool { if case .argument(required: true, _) = form { true } else { false } }
    var takesValue: Bool { form != .flag }
    var repeats: Bool {
        switch form {
        case .flag: true
        case .option(let repeats), .argument(_, let repeats): repeats
        }
    }
}
