// `hpo db check`: whether a database is whole, and whether what is recorded in it agrees with itself.
//
//     let check = try StudyStore.check("db/hpo.sqlite")
//     check.isSound                    // nothing is wrong
//     check.notes                      // what is worth knowing all the same
//
// From the file up: its pages; references between rows; what holds of the rows of each study; what was kept of histories. What
// was decided is derived again by `hpo study verify`.

import Definitions
public import Storage
import System

/// What came of checking a database.
public struct DatabaseCheck: Sendable, Hashable {
    /// What is wrong with the file as such. Where something is, its records have not been looked at.
    public let damages: [String]
    /// What is recorded and contradicts itself.
    public internal(set) var problems: [RecordProblem] = []
    /// What is not wrong, and worth knowing: trials whose process has died, definitions that this program cannot read.
    public internal(set) var notes: [RecordProblem] = []
    /// How many studies, trials and epochs there are.
    public internal(set) var studies = 0
    /// See `studies`.
    public internal(set) var trials = 0
    /// See `studies`.
    public internal(set) var epochs = 0
    /// How many bytes the file has.
    public internal(set) var bytes = 0
    /// How many of them are unused: `compact` wins them.
    public internal(set) var unusedBytes = 0
    /// How many bytes the write-ahead log beside it has.
    public internal(set) var logBytes = 0

    init(damages: [String]) { self.damages = damages }

    /// Whether nothing is wrong.
    public var isSound: Bool { damages.isEmpty && problems.isEmpty }
}

extension StudyStore {
    /// Checks the database at `path`. Reads all of it.
    ///
    /// - Parameter present: the project that the user is in.
    /// - Throws: for a file that is not ours, or cannot be opened.
    public static func check(_ path: String, present: String? = nil) throws(StudyError) -> DatabaseCheck {
        try RunRegister(ofDatabase: path).checkIsFree()
        let damages = try storing { () throws(StorageError) in try StudyDatabase.damages(of: path) }
        var check = DatabaseCheck(damages: damages)
        guard damages.isEmpty else { return check }
        let store = try StudyStore(opening: path, creating: false, present: present)
        try storing { () throws(StorageError) in
            (check.studies, check.trials, check.epochs) = try store.database.totals()
            (check.bytes, check.logBytes, check.unusedBytes) = try store.database.sizes()
            check.problems = try store.database.recordProblems()
            for study in try store.database.studies() where try !store.snapshotHolds(of: study) {
                check.problems.append(
                    RecordProblem(
                        study: study.name,
                        words: "what was kept of its history (the table snapshots) is not what the trials say"))
            }
            check.notes = try store.claimNotes()
        }
        for summary in try store.summaries() {
            guard case .definition(let errors) = store.definitionError(of: summary.study.name) else { continue }
            check.notes.append(
                RecordProblem(
                    study: summary.study.name, words: "its definition cannot be read by this program: \(errors)"))
        }
        return check
    }

    private func definitionError(of name: String) -> StudyError? {
        do throws(StudyError) {
            _ = try study(named: name).definition()
            return nil
        } catch { return error }
    }

    /// Whether what was kept of a study's history is what its changes come to.
    private func snapshotHolds(of study: Study) throws(StorageError) -> Bool {
        guard let kept = try database.snapshot(of: study.id) else { return true }
        let changes = try database.changes(of: study.id, after: 0, through: kept.revision)
        let stages = try database.stages(ofTrialsFrom: 0, in: study.id)
        return kept.holds(changes, stages: stages, directions: study.directions)
    }

    /// The trials that nobody runs any more, or that run elsewhere.
    private func claimNotes() throws(StorageError) -> [RecordProblem] {
        let (here, now) = (try Owner.current(), SystemClock.secondsSince1970)
        let names = Dictionary(uniqueKeysWithValues: try database.studies().map { ($0.id, $0.name) })
        return try database.claims().compactMap { claim in
            guard let name = names[claim.attempt.study] else { return nil }
            let process = "process \(claim.owner.process.pid) on \(claim.owner.host)"
            let words: String
            if let path = claim.otherDatabase {
                words = "was running for \(path), \(process), when it was merged"
            } else if !claim.isAlive(seenFrom: here, at: now) {
                words = "is recorded as running, and its \(process) is gone; the next run goes on with it"
            } else {
                return nil
            }
            return RecordProblem(study: name, trial: claim.attempt.number, words: words)
        }
    }
}
