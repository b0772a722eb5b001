// What a rehearsal has shown of a program, as values.

public import Definitions
public import Search
import Studies

/// What was understood of one short trial.
public struct RehearsalReport: Sendable {
    /// A metric as it was reported.
    public struct Metric: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// In the first epoch that has it.
        public var first: Double
        /// In the last one.
        public var last: Double
        /// How many epochs have it.
        public var epochs: Int
        /// Whether the study's goals need it.
        public let isNeeded: Bool
    }

    /// What came by one of its two streams.
    public struct Stream: Sendable, Hashable {
        /// How often it reported something by it.
        public var reports = 0
        /// Its other lines.
        public var others = 0
    }

    /// How it came to its end.
    public enum Ending: Sendable, Hashable {
        /// By itself.
        case itself(JobEnd)
        /// It was asked to, having shown enough epochs.
        case enough(epochs: Int, within: Double)
        /// The time for it was over.
        case timeout(seconds: Double)
        /// Someone pressed Ctrl-C.
        case interrupted
    }

    /// The definition that it went by.
    public let definition: StudyDefinition
    /// The program and its arguments.
    public let command: [String]
    /// Where it ran.
    public let workingDirectory: String
    /// Its own folder.
    public let folder: String
    /// What it ran with.
    public let parameters: Configuration
    /// What its chance was drawn from.
    public let seed: Int
    /// Whether it was answered after each report.
    public let isSynchronous: Bool

    /// In the order of their appearance.
    public internal(set) var metrics: [Metric] = []
    /// The metrics that the study's goals need and that it has not reported.
    public internal(set) var missing: [String] = []
    /// The epochs that it has reported, in ascending order.
    public internal(set) var epochs: [Int] = []
    /// How many of them had all that the study's goals need.
    public internal(set) var measured = 0
    /// The value of the (first) objective in the last one of these.
    public internal(set) var value: Double?
    /// Seconds until the first epoch, nil where there was none.
    public internal(set) var firstEpochAfter: Double?
    /// Seconds until the last one that was looked at.
    public internal(set) var lastEpochAfter: Double?
    /// What came by standard output.
    public internal(set) var output = Stream()
    /// What came by standard error.
    public internal(set) var errors = Stream()
    /// How often its table reported something, where it is read by one.
    public internal(set) var tableReports = 0
    /// The first lines of its log.
    public internal(set) var logLines: [String] = []
    /// How it ended.
    public internal(set) var ending = Ending.interrupted
    /// Seconds from its start to its end.
    public internal(set) var seconds = 0.0
    /// What there is to say about it, the faults first.
    public internal(set) var findings: [RehearsalFinding] = []

    init(_ brief: TrialBrief, _ job: Job) {
        definition = brief.definition
        command = job.command
        workingDirectory = job.workingDirectory
        folder = brief.place.folder
        parameters = brief.parameters
        seed = brief.seed
        isSynchronous = brief.sync
    }

    /// Whether a study of such trials would come to something.
    public var works: Bool { measured > 0 && !findings.contains(where: \.isFault) && ending != .interrupted }

    /// Whether the epochs that it has reported follow each other.
    public var hasGaps: Bool { zip(epochs, epochs.dropFirst()).contains { $1 != $0 + 1 } }
}
