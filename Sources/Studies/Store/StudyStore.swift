// The studies in one database file: found, made, deleted.
//
//     let store = try StudyStore(opening: "db/hpo.sqlite")
//     let study = try store.study(named: "face-transformer")
//     let best = try study.best()
//     let journal = try study.journal(for: .thisProcess)

public import Definitions
import Search
public import Storage

/// A database of studies.
public final class StudyStore: Sendable {
    /// The file, as it was named.
    public var path: String { database.path }
    let database: StudyDatabase
    /// Where the studies' folders are.
    let project: ProjectFolder

    /// Opens the database at `path`.
    ///
    /// - Parameters:
    ///   - path: the file; its folder must exist.
    ///   - creating: whether a missing file is created; otherwise it is an error.
    ///   - present: the project that the user is in.
    /// - Throws: `storage` for a file that is not ours, newer, damaged or not writable, `usedElsewhere`; it is left as it is.
    public convenience init(opening path: String, creating: Bool = true, present: String? = nil) throws(StudyError) {
        try RunRegister(ofDatabase: path).checkIsFree()
        do throws(StorageError) {
            self.init(try StudyDatabase(opening: path, creating: creating), present: present)
        } catch {
            throw .storage(error)
        }
    }

    /// Opens the database at `path`, which is of the newest version, to read alone, as for pages that stay open beside runs.
    public convenience init(reading path: String, present: String? = nil) throws(StudyError) {
        do throws(StorageError) {
            self.init(try StudyDatabase(reading: path), present: present)
        } catch {
            throw .storage(error)
        }
    }

    /// A store in memory, without any study, which is gone when nobody holds it any more.
    public static func inMemory() throws(StudyError) -> StudyStore {
        StudyStore(try storing { () throws(StorageError) in try StudyDatabase.inMemory() })
    }

    /// Whether it is in memory, and no file at all.
    public var isInMemory: Bool { database.isInMemory }

    /// The studies in an open database.
    ///
    /// - Parameter present: the project that the user is in.
    public init(_ database: StudyDatabase, present: String? = nil) {
        self.database = database
        project = ProjectFolder(ofDatabase: database.path, present: present)
    }

    /// The studies in `database` as those of the same project.
    init(_ database: StudyDatabase, of store: StudyStore) {
        self.database = database
        project = store.project
    }

    /// Makes sure that the database is still the file of that name.
    ///
    /// - Throws: `storage(moved)` where it was moved, replaced or removed since it was opened.
    public func checkPlace() throws(StudyError) {
        try storing { () throws(StorageError) in try database.checkPlace() }
    }

    /// How every study stands, in the order in which they were created.
    public func summaries() throws(StudyError) -> [StudySummary] {
        try storing { () throws(StorageError) in
            var summaries: [StudySummary] = []
            for var counts in try database.counts() {
                counts.study.directory = project.located(counts.study.directory).folder
                let best = try BestTrials(of: counts.study, in: database, hasRepetitions: counts.repetitions > 0)
                summaries.append(StudySummary(counts, best: best))
            }
            return summaries
        }
    }

    /// The study called `name`.
    ///
    /// - Throws: `storage(unknownStudy)`.
    public func study(named name: String) throws(StudyError) -> OpenStudy {
        OpenStudy(try storing { () throws(StorageError) in try database.study(named: name) }, of: self)
    }

    /// Whether a study that was opened before is still the one of its name.
    public func isNamedAsBefore(_ study: OpenStudy) throws(StudyError) -> Bool {
        try storing { () throws(StorageError) in try database.isNamed(study.record.id, study.name) }
    }

    /// The study that was created or used last, nil where there is none.
    public func lastUsedStudy() throws(StudyError) -> OpenStudy? {
        try storing { () throws(StorageError) in try database.lastUsedStudy() }.map { OpenStudy($0, of: self) }
    }

    /// Creates the study that `definition` defines, its start configurations as the trials 0, 1, … that wait.
    ///
    /// - Parameters:
    ///   - name: the study's name, by default the definition's.
    ///   - directory: where its trials will run, absolute; stored as seen from the project that holds the database, which it
    ///     is by default.
    ///   - knowledge: trials of other studies that its sampler will know of.
    /// - Throws: `storage` where the name is taken; `space` where a start configuration is outside the space. Nothing is
    ///   stored then.
    public func create(
        _ definition: StudyDefinition, name: String? = nil, directory: String? = nil, knowledge: [KnownTrial] = []
    ) throws(StudyError) -> OpenStudy {
        let steps = try definition.openingSteps()
        let opening = try definition.opening()
        let study = NewStudy(
            name: name ?? definition.name,
            objectives: definition.goals.objectives.map {
                StudyObjective(metric: $0.metric, direction: $0.direction)
            }, seed: definition.seed, directory: project.recorded(directory ?? project.path),
            definitionText: definition.source)
        var waiting: [NewTrial] = []
        for (number, start) in opening.start.enumerated() {
            let seed = trialSeed(study: study.seed, bits: study.seedBits, number: number)
            waiting.append(
                NewTrial(
                    parameters: try StudyJournal.parameters(start, of: opening, seed: seed), seed: seed,
                    origin: .start, stage: opening.stageName))
        }
        let created = try storing { () throws(StorageError) in
            try database.createStudy(study, waiting: waiting, steps: steps, knowledge: knowledge)
        }
        return OpenStudy(created, of: self)
    }
}

/// The same of a trial of `study`, by its number.
func storing<Result>(
    ofStudy study: String, _ body: () throws(StorageError) -> Result
) throws(StudyError) -> Result {
    do throws(StorageError) { return try body() } catch {
        if case .unknownTrial(let number) = error { throw .noTrial(number, study: study) }
        throw .storage(error)
    }
}

/// What `body` gives, its error as one of a study.
func storing<Result>(_ body: () throws(StorageError) -> Result) throws(StudyError) -> Result {
    do throws(StorageError) { return try body() } catch { throw .storage(error) }
}
