// The definition of a run that is only recorded: written for it, and read like any other.
//
//     var run = TrackedRun(name: "train", command: ["python3", "train.py", "--lr", "0.1"])
//     run.parameters = [("lr", TrackedRun.value(of: "0.1"))]
//     run.text        // { "name": "train", "objective": "none", "train": { "command": […] }, "fixed": { "lr": 0.1 }, … }

public import Expressions
import JSON
public import Search

/// What there is to say of a run before it begins.
public struct TrackedRun: Sendable {
    /// The study that it belongs to.
    public var name: String
    /// The program and its arguments, to the letter.
    public var command: [String]
    /// What it runs with, for those who compare it with others.
    public var parameters: [(name: String, value: Value)] = []
    /// What counts of it, nil where nothing does.
    public var objective: (metric: String, direction: Direction)?
    /// The folder that it runs in, as seen from the study's.
    public var workingDirectory: String?
    /// How its epochs are found.
    public var reader = Training.Reader.jsonLines
    /// What numbers them, nil for `epoch`.
    public var epochName: String?

    /// A run of `command`, of the study `name`.
    public init(name: String, command: [String]) {
        self.name = name
        self.command = command
    }

    /// The definition's text.
    public var text: String {
        var training: JSONObject = ["command": .array(command.map { .string(Self.literal($0)) })]
        training["cwd"] = workingDirectory.map { .string(Self.literal($0)) }
        training["read"] = reading
        if case .jsonLines = reader { training["epoch"] = epochName.map { .string($0) } }
        var object: JSONObject = ["name": .string(name), "objective": "none"]
        if let objective { object["objective"] = [objective.direction.rawValue: .string(objective.metric)] }
        object["train"] = .object(training)
        if !parameters.isEmpty {
            object["fixed"] = .object(JSONObject(parameters.map { ($0.name, JSONValue($0.value)) }))
        }
        object["sampler"] = ["random": [:]]
        object["pruner"] = ["none": [:]]
        return JSONValue.object(object).text(pretty: true) + "\n"
    }

    private var reading: JSONValue? {
        var file: JSONObject
        switch reader {
        case .jsonLines: return nil
        case .regex(let patterns):
            var object: JSONObject = ["regex": .array(patterns.map { .string($0) })]
            object["epoch"] = epochName.map { .string($0) }
            return .object(object)
        case .csv(let path, let format):
            file = ["path": .string(Self.literal(path))]
            file["delimiter"] = format.delimiter.map { .string(String(UnicodeScalar($0))) }
            if format.decimalComma { file["decimal"] = "," }
            file["epoch"] = epochName.map { .string($0) }
            return ["csv": .object(file)]
        case .jsonFile(let path):
            file = ["path": .string(Self.literal(path))]
            file["epoch"] = epochName.map { .string($0) }
            return ["jsonl": .object(file)]
        }
    }

    /// The definition, checked like any other.
    public func definition() throws(DefinitionErrors) -> StudyDefinition {
        try StudyDefinition.parse(text, file: name, workloads: [], mayTrack: true)
    }

    // MARK: Words of a command line

    /// What `word` means as a parameter's value: a number or a truth value where it is written as one, else a text.
    ///
    /// `007` is a text, since a number would not be written so.
    public static func value(of word: String) -> Value {
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        let digits = word.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let isPlain = word.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) }
        let hasZeros =
            digits.count > 1 && digits.first == UInt8(ascii: "0") && !digits.dropFirst().starts(with: ".".utf8)
            && !digits.dropFirst().starts(with: "e".utf8)
        guard isPlain, !hasZeros, word.utf8.count - digits.count <= 1 else { return .string(word) }
        if let integer = Int(word) { return .int(integer) }
        if let number = Double(word), number.isFinite { return .float(number) }
        return .string(word)
    }

    /// Whether `name` can be a parameter.
    public static func allows(parameter name: String) -> Bool { EnvironmentVariables.allows(parameter: name) }

    /// What a study for `command` may be called: `train` for `python3 train.py`.
    ///
    /// - Parameter taken: the names that are others'; the first free one of `train`, `train-2`, … is given.
    public static func name(for command: [String], taken: Set<String> = []) -> String {
        let words = command.map { $0.split(separator: "/").last.map(String.init) ?? "" }
        let endings: Set<Substring> = ["py", "sh", "R", "jl", "js", "rb", "pl", "lua", "csv"]
        let isScript = { (word: String) in
            let parts = word.split(separator: ".")
            return parts.count > 1 && endings.contains(parts[parts.count - 1])
        }
        let module = command.firstIndex(of: "-m").flatMap { command.dropFirst($0 + 1).first }
        let source = words.first { !$0.hasPrefix("-") && isScript($0) } ?? module ?? words.first ?? ""
        let stem = isScript(source) ? String(source.prefix(upTo: source.lastIndex(of: ".") ?? source.endIndex)) : source
        let allowed = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
        var trimmed = String(allowed.prefix(60).drop { !$0.isLetter && !$0.isNumber })
        while let last = trimmed.last, !last.isLetter, !last.isNumber { trimmed.removeLast() }
        let base = trimmed.isEmpty ? "run" : trimmed
        guard taken.contains(base) else { return base }
        var index = 2
        while taken.contains("\(base)-\(index)") { index += 1 }
        return "\(base)-\(index)"
    }

    /// A text in which braces stand for themselves.
    private static func literal(_ text: String) -> String {
        var literal = ""
        for character in text {
            literal.append(character)
            if character == "{" || character == "}" { literal.append(character) }
        }
        return literal
    }
}
