import Arguments

/// A small tool with every kind of input, for the tests of the parser, the help and the completions.
enum SampleTool {
    enum Colour: String, CaseIterable, Sendable { case red, green, blue }

    static let verbose = Flag("verbose", short: "v", help: "Say more.")
    static let store = Option("store", .file, placeholder: "FILE", help: "Where things are kept.")
    static let count = Option("count", short: "c", .integer(in: 1...), placeholder: "N", help: "How many.")
    static let value = Option("value", .number, placeholder: "V", help: "How much.")
    static let colour = Option("colour", .choice(of: Colour.self), placeholder: "COLOUR", help: "Which it is.")
    static let tag = Option("tag", .string, placeholder: "TAG", repeats: true, help: "A label; may be repeated.")
    static let wait = Option("wait", .duration, placeholder: "TIME", help: "For how long.")
    static let dryRun = Flag("dry-run", help: "Change nothing.")
    static let box = Argument("BOX", .string(completion: .lines(of: "tool box list")), help: "The box's name.")
    static let number = Argument("N", .integer(in: 0...), required: true, help: "The item's number.")
    static let files = Argument("FILE", .file, required: true, repeats: true, help: "What to put in.")

    static let take = Command(
        "take", summary: "Take an item out of a box.", details: ["An item is taken once, and then it's gone."],
        examples: [Example("tool box take 7 --count 2", "two of item 7"), Example("tool box take toys 7")],
        inputs: [box, number, count, value, colour, tag, wait, dryRun]
    ) { _ in }
    static let put = Command("put", summary: "Put files into a box.", inputs: [files, store2]) { _ in }
    static let store2 = Option("into", .string, placeholder: "BOX", help: "Where to.")
    static let labels = Option("labels", .integer(in: 0...), placeholder: "N", several: true, help: "Which labels.")
    static let program = Argument("PROGRAM", .string, required: true, isCommand: true, help: "What to run.")
    static let run = Command("run", summary: "Run a program.", inputs: [program, labels, count]) { _ in }
    static let runner = Command("tool", summary: "A tool for programs.", subcommands: [run])
    static let boxes = Command("box", summary: "Work on boxes.", subcommands: [take, put])
    static let root = Command(
        "tool", summary: "A tool for boxes.", inputs: [verbose, store],
        subcommands: [boxes, Command("status", summary: "Show what is.") { _ in }])

    static func arguments(_ line: String, of tool: Command = root) throws(UsageError) -> ParsedArguments? {
        let words = line.split(separator: " ").map(String.init)
        if case .run(_, let arguments) = try tool.parse(words) { return arguments }
        return nil
    }
}
