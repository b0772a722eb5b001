public import Definitions
public import JSON
public import Studies

/// Where a service works, and what it asks of the program that it is part of.
public struct ServicePlace {
    /// How many trials a run in the background is to do.
    public struct RunOrder: Sendable, Hashable {
        /// How many new trials, nil for as many as come.
        public var trials: Int?
        /// How many at once, nil for the launcher's own number.
        public var jobs: Int?
        /// How long, such as `2h`; nil for no end.
        public var timeout: String?
    }

    /// The project's folder, absolute.
    public var directory: String
    /// The study that is meant where a call names none.
    public var study: String?
    /// Opens the database, making it where it is not there and `creating`; nil where it is not there otherwise.
    public var open: (_ creating: Bool) throws -> StudyStore?
    /// The text that a definition's name or file stands for, and what it is called in messages.
    public var text: (_ named: String) throws -> (text: String, file: String)
    /// Reads a new definition.
    public var parse: @Sendable (_ text: String, _ file: String) throws(DefinitionErrors) -> StudyDefinition
    /// Runs a study in the background, and says as which process and where its log is.
    public var run: (_ study: String, RunOrder) throws -> JSONObject
    /// Asks the runs of a study for their end.
    public var stop: (_ study: String) throws -> JSONObject
    /// An error in words, with what to do about it.
    public var explain: (any Error) -> String

    /// A place of all its parts.
    public init(
        directory: String, study: String?, open: @escaping (_ creating: Bool) throws -> StudyStore?,
        text: @escaping (_ named: String) throws -> (text: String, file: String),
        parse: @escaping @Sendable (_ text: String, _ file: String) throws(DefinitionErrors) -> StudyDefinition,
        run: @escaping (_ study: String, RunOrder) throws -> JSONObject,
        stop: @escaping (_ study: String) throws -> JSONObject, explain: @escaping (any Error) -> String
    ) {
        (self.directory, self.study, self.open, self.text) = (directory, study, open, text)
        (self.parse, self.run, self.stop, self.explain) = (parse, run, stop, explain)
    }
}
