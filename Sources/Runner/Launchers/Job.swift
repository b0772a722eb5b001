import Definitions
import Studies

/// What a launcher needs in order to run one attempt.
public struct Job: Sendable {
    /// Whose run it is.
    public var id: AttemptID
    /// The study's name.
    public var study: String
    /// The program and its arguments; the program is looked for in PATH unless it has a slash.
    public var command: [String]
    /// The whole environment.
    public var environment: [String: String]
    /// Where the program runs.
    public var workingDirectory: String
    /// A folder of the attempt's own, for files that the launcher keeps; it makes it where it needs one.
    public var folder: String
    /// The file that keeps what it prints; appended to.
    public var log: String
    /// Whether it reads an answer after each report.
    public var sync: Bool
    /// Whether it reads what this process would read, where that is no terminal; only where it runs on this machine.
    public var inheritsInput = false
    /// What it may use.
    public var resources: JobResources
    /// The line that a warm program is given when it asks for a trial, without its end; nil where a program runs one trial.
    public var configuration: String?

    /// A job of all its parts.
    public init(
        id: AttemptID, study: String, command: [String], environment: [String: String], workingDirectory: String,
        folder: String, log: String, sync: Bool, resources: JobResources = JobResources(), configuration: String? = nil
    ) {
        self.id = id
        self.study = study
        self.command = command
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.folder = folder
        self.log = log
        self.sync = sync
        self.resources = resources
        self.configuration = configuration
    }
}

extension Job {
    /// The job of one attempt, whose program is that of its `brief`.
    ///
    /// - Parameters:
    ///   - executable: this program.
    ///   - environment: what the program inherits.
    ///   - threads: how many it should use.
    ///   - project: the folder that the study belongs to.
    init(
        _ brief: TrialBrief, executable: String, environment: [String: String], threads: Int, project: String
    ) {
        let training = brief.definition.training
        self.init(
            id: brief.id, study: brief.study, command: brief.command(executable: executable),
            environment: brief.environment(over: environment, threads: threads),
            workingDirectory: brief.workingDirectory(in: project),
            folder: brief.place.folder(ofAttempt: brief.id.attempt), log: brief.place.log, sync: brief.sync,
            resources: JobResources(threads: threads, timeout: training.timeout, grace: training.grace),
            configuration: brief.isWarm ? brief.configurationLine : nil)
        resources.memory = training.memory
        resources.nice = training.nice
    }
}

/// What a job may use of the place where it runs.
public struct JobResources: Sendable, Hashable {
    /// Threads, at least one.
    public var threads: Int
    /// Seconds that it may take, nil where there is no limit.
    public var timeout: Double?
    /// Seconds that it may take to end once it was asked to.
    public var grace: Double
    /// Bytes that it may use with all that it has started, nil where there is no limit.
    public var memory: Int?
    /// By how much its priority is lowered.
    public var nice = 0

    /// Resources; by default one thread, all the time that it takes, and ten seconds to end.
    public init(threads: Int = 1, timeout: Double? = nil, grace: Double = 10) {
        self.threads = threads
        self.timeout = timeout
        self.grace = grace
    }
}
