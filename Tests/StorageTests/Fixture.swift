import Expressions
import Search
import Storage
import TestSupport

/// A database of a test's own with one study, and a clock that counts its calls.
struct Fixture {
    let folder: TemporaryFolder
    let path: String
    let database: StudyDatabase
    let study: Study
    let owner: Owner

    init(name: String = "face", direction: Direction = .maximize, waiting: [NewTrial] = []) throws {
        folder = try TemporaryFolder()
        path = folder.path("hpo.sqlite")
        database = try StudyDatabase(opening: path, in: DatabaseEnvironment(clock: { 1_000_000 }))
        study = try database.createStudy(.named(name, direction: direction), waiting: waiting)
        owner = try Owner.current()
    }

    /// Starts the next trial as a sampler's.
    func start(_ sampled: [String: Value] = ["lr": .float(0.1)], owner: Owner?) throws -> TrialAttempt {
        let ask = try database.nextAsk(of: study.id)
        let trial = NewTrial.sampled(sampled, number: ask.number, saw: ask.revision)
        guard let claimed = try database.startTrial(number: ask.number, of: study.id, as: trial, owner: owner) else {
            throw StorageError.unknownTrial(number: ask.number)
        }
        return claimed.attempt
    }

    /// Records an epoch whose one metric is the objective.
    @discardableResult
    func report(_ value: Double, at epoch: Int, of attempt: TrialAttempt) throws -> EpochReceipt {
        try database.recordEpoch(epoch, of: attempt, metrics: [("accuracy", value)], objective: value)
    }
}

extension NewStudy {
    static func named(_ name: String, direction: Direction = .maximize) -> NewStudy {
        NewStudy(
            name: name, metric: "accuracy", direction: direction, seed: .max - 1, directory: "/somewhere",
            definitionText: "{ name: \"\(name)\" }")
    }
}

extension NewTrial {
    static func sampled(_ configuration: [String: Value], number: Int, saw revision: Int) -> NewTrial {
        NewTrial(
            parameters: TrialParameters(sampled: Configuration(configuration)), seed: 1000 + number, origin: .sampler,
            sampler: "tpe",
            sawRevision: revision)
    }
}
