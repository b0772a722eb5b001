public import JSON
import _StringProcessing

/// The program that a trial runs, and how it is listened to.
public struct Training: Sendable, Hashable {
    /// What runs.
    public enum Program: Sendable, Hashable {
        /// A workload of the built-in engine: `face-transformer`.
        case workload(String)
        /// A command line, its words with placeholders: `["python3", "train.py", "--lr", "{lr}"]`.
        case command([String])
        /// Nothing that could be started: whoever asks for a trial runs it, and tells of it.
        case asked
    }

    /// A file that a trial's program reads its configuration from.
    public struct ConfigurationFile: Sendable, Hashable {
        /// Its path, as seen from the trial's folder, which it never leaves.
        public var path: String
        /// What it holds.
        public var content: Content

        /// A file at `path` of the trial's folder.
        public init(path: String, content: Content) {
            self.path = path
            self.content = content
        }

        /// What a file holds, with placeholders.
        public enum Content: Sendable, Hashable {
            /// Lines of text; one with a placeholder that has no value is left out.
            case text(String)
            /// An object, written as JSON, which YAML is too.
            case object(JSONValue)
        }
    }

    /// How epochs are found in what the program writes.
    public enum Reader: Sendable, Hashable {
        /// Lines of JSON on standard output: `{"epoch": 1, "val_loss": 0.4}`.
        case jsonLines
        /// Regular expressions with named groups, one of them `epoch`, over each line of the log.
        case regex([String])
        /// A table with a header that the program appends to; its path, relative to the trial's folder.
        case csv(String, TableFormat = TableFormat())
        /// A file of lines of JSON; its path, relative to the trial's folder.
        case jsonFile(String)
    }

    /// What runs.
    public var program: Program
    /// The folder that the command runs in, relative to the project's and with placeholders; nil is the project's.
    public var workingDirectory: String?
    /// What the workload trains on: `synthetic` or a file.
    public var data: String?
    /// A file of weights that the workload's trainings start from.
    public var initialWeights: String?
    /// The number of epochs, where the definition says it.
    public var epochs: Int?
    /// Whether the program reads `continue` or `stop` after each report.
    public var sync: Bool
    /// Whether the program goes on from its checkpoint when it is told to resume, so that a pruner may pause it.
    public var resume: Bool
    /// How long one trial may take, in seconds; nil is for ever.
    public var timeout: Double?
    /// How long a program may say nothing, neither on its streams nor by a report, in seconds; nil is for ever.
    public var silence: Double?
    /// How many bytes of memory a program may use with all that it has started; nil is as many as there are.
    public var memory: Int?
    /// By how much its priority is lowered, from 0 to 19.
    public var nice = 0
    /// How often a trial is tried again whose program has failed; each time is an attempt of its own.
    public var retries = 0
    /// How long a program may take to end after SIGTERM, in seconds.
    public var grace: Double
    /// How epochs are found.
    public var reader: Reader
    /// The column, group or key that numbers the epochs; nil is `epoch`.
    public var epochName: String?
    /// Variables that are added to the program's environment.
    public var environment: [String: String]
    /// Files that are written into the trial's folder before its program starts.
    public var files: [ConfigurationFile] = []
    /// Whether one process of the program serves trial after trial, and asks for the configuration of each.
    public var isWarm = false

    /// A training of `program`; the other values are the defaults of a definition that says nothing more.
    public init(
        program: Program, workingDirectory: String? = nil, data: String? = nil, initialWeights: String? = nil,
        epochs: Int? = nil, sync: Bool = false,
        resume: Bool = false,
        timeout: Double? = nil, grace: Double = 10, reader: Reader = .jsonLines, epochName: String? = nil,
        environment: [String: String] = [:]
    ) {
        self.program = program
        self.workingDirectory = workingDirectory
        self.data = data
        self.initialWeights = initialWeights
        self.epochs = epochs
        self.sync = sync
        self.resume = resume
        self.timeout = timeout
        self.grace = grace
        self.reader = reader
        self.epochName = epochName
        self.environment = environment
    }

    /// The names of the groups `(?<name>…)` and `(?P<name>…)` of a regular expression.
    public static func groups(of pattern: String) -> [String] {
        pattern.matches(of: /\(\?P?<([A-Za-z_]\w*)>/).map { String($0.output.1) }
    }
}

/// How a table is written.
public struct TableFormat: Sendable, Hashable {
    /// The byte between two columns, 0x20 for any number of blanks; nil is found in the header.
    public var delimiter: UInt8?
    /// Whether numbers have a comma, 0,5, rather than a point.
    public var decimalComma: Bool

    /// A table with a header that shows its delimiter, and with points in its numbers, unless said otherwise.
    public init(delimiter: UInt8? = nil, decimalComma: Bool = false) {
        self.delimiter = delimiter
        self.decimalComma = decimalComma
    }
}
