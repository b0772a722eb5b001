public import Search
private import Words

/// Which study a row belongs to; never given twice in one database.
public struct StudyID: Sendable, Hashable {
    /// `studies.id`.
    public let id: Int
}

/// What a study makes as large or as small as can be.
public struct StudyObjective: Sendable, Hashable {
    /// A metric's name, or an expression of metrics.
    public let metric: String
    /// Whether larger values of it are better.
    public let direction: Direction

    /// The objective to bring `metric` in `direction`.
    public init(metric: String, direction: Direction) {
        self.metric = metric
        self.direction = direction
    }
}

/// One study as it is stored.
public struct Study: Sendable, Hashable, Identifiable {
    /// What all else refers to it by.
    public let id: StudyID
    /// Unique in the database; also the name of its folder.
    public let name: String
    /// What is optimised, at least one.
    public let objectives: [StudyObjective]
    /// All chance in the study follows from it.
    public let seed: UInt64
    /// Of how many bits its trials' seeds are: 32, or 63 in one that was made before version 3.
    public let seedBits: Int
    /// Where its trials run; as it is stored, relative to the project that holds the database.
    public var directory: String
    /// The newest change of its history.
    public let revision: Int
    /// The newest revision of its definition, from 1.
    public let definitionRevision: Int
    /// Seconds since 1970.
    public let createdAt: Double

    /// Whether anything counts: a study of runs that are only recorded may have none, and then is called so.
    public var hasObjective: Bool { metric != "none" }
    /// The first objective's metric.
    public var metric: String { objectives[0].metric }
    /// Whether larger values of the first objective are better.
    public var direction: Direction { objectives[0].direction }
    /// Whether larger values are better, for each objective.
    public var directions: [Direction] { objectives.map(\.direction) }
}

/// What a study is created with.
public struct NewStudy: Sendable, Hashable {
    /// Unique in the database; also the name of its folder.
    public var name: String
    /// What is optimised, at least one.
    public var objectives: [StudyObjective]
    /// All chance in the study follows from it.
    public var seed: UInt64
    /// Of how many bits its trials' seeds are: 32, which NumPy and others take, or 63 as before.
    public var seedBits = 32
    /// Where its trials run, relative to the project that holds the database, or absolute.
    public var directory: String
    /// The text of its definition.
    public var definitionText: String

    /// What a study of one objective is created with.
    public init(
        name: String, metric: String, direction: Direction, seed: UInt64, directory: String, definitionText: String
    ) {
        self.init(
            name: name, objectives: [StudyObjective(metric: metric, direction: direction)], seed: seed,
            directory: directory, definitionText: definitionText)
    }

    /// What a study is created with.
    public init(
        name: String, objectives: [StudyObjective], seed: UInt64, directory: String, definitionText: String
    ) {
        precondition(!objectives.isEmpty, "a study has an objective")
        self.name = name
        self.objectives = objectives
        self.seed = seed
        self.directory = directory
        self.definitionText = definitionText
    }

    /// Why `name` cannot be a study's, nil where it can: it becomes a folder and a word of a command line. Studies that were
    /// made before may be called otherwise.
    public static func problem(withName name: String) -> String? { Words.problem(withName: name) }
}

/// One revision of a study's definition.
public struct StoredDefinition: Sendable, Hashable {
    /// From 1.
    public let revision: Int
    /// The text as it was given.
    public let text: String
    /// The newest change of the history when it was stored.
    public let historyRevision: Int
    /// Seconds since 1970.
    public let createdAt: Double
}

/// How many trials a study has, and where they stand.
public struct StudyCounts: Sendable, Hashable {
    /// The study.
    public var study: Study
    /// How many trials are in each state that any is in, repetitions aside.
    public let counts: [TrialState.Name: Int]
    /// How many of the stopped trials the pruner has paused; the others were interrupted, and will be resumed.
    public let paused: Int
    /// How many trials there are that repeat another with a seed of their own.
    public let repetitions: Int

    /// How many trials there are, repetitions aside.
    public var trials: Int { counts.values.reduce(0, +) }
}
