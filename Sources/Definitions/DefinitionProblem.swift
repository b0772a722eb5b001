public import JSON

/// One mistake in a study's definition, with its place.
public struct DefinitionProblem: Error, Sendable, Hashable {
    /// The file, as it was named.
    public let file: String
    /// Where in the file; nil where the mistake is in no one place.
    public let position: JSONPosition?
    /// The path of the key: `space.heads.int[1]`, empty for the whole file.
    public let keyPath: String
    /// What was found and what was expected.
    public let message: String
    /// What was probably meant.
    public let suggestion: String?

    /// The line, from 1.
    public var line: Int? { position?.line }
    /// The column, from 1.
    public var column: Int? { position?.column }

    /// A mistake at `position` of `file`.
    public init(
        file: String, position: JSONPosition?, keyPath: String, message: String, suggestion: String? = nil
    ) {
        self.file = file
        self.position = position
        self.keyPath = keyPath
        self.message = message
        self.suggestion = suggestion
    }
}

extension DefinitionProblem: CustomStringConvertible {
    /// The problem on one line: ``studies/face.json5:14: space.haeds: unknown key; did you mean `heads`?``.
    public var description: String {
        (position.map { "\(file):\($0.line): " } ?? "\(file): ") + withoutFile
    }

    /// The same of a text that is in no file.
    public var withoutFile: String {
        (keyPath.isEmpty ? "" : "\(keyPath): ") + message + (suggestion.map { "; did you mean `\($0)`?" } ?? "")
    }
}

/// Everything that is wrong with a definition, in the order of the file.
public struct DefinitionErrors: Error, Sendable, Hashable, CustomStringConvertible {
    /// The problems, at least one.
    public let problems: [DefinitionProblem]
    /// How many more there are than are listed.
    public let unlisted: Int

    /// The problems, one a line.
    public var description: String {
        var lines = problems.map(\.description)
        if unlisted > 0 { lines.append("… and \(unlisted) more") }
        return lines.joined(separator: "\n")
    }
}
