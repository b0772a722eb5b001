// Studies that another program has made: all their trials in one transaction, each a change of the history after the other.

internal import SQLite
internal import Synchronization

extension StudyDatabase {
    /// Creates a study with `trials` as its trials 0, 1, 2, …, all of it or nothing; it counts as used.
    ///
    /// Their epochs are in the history, and nobody has judged them. The order in which trials ran at once is not known: each
    /// is begun and ended before the next one.
    ///
    /// - Parameter hasConditions: whether results of the study have to meet any.
    /// - Throws: `studyExists`, `unusableName`.
    public func importStudy(
        _ study: NewStudy, hasConditions: Bool, trials: [ImportedTrial]
    ) throws(StorageError) -> Study {
        if let problem = NewStudy.problem(withName: study.name) {
            throw .unusableName(study.name, problem: problem)
        }
        let now = clock()
        return try writeMany("import the study") { session throws(StorageError) in
            let created = try session.create(study, now: now)
            let placed = PlacedTrial.all(of: study, trials, hasConditions: hasConditions, now: now)
            try session.insert(placed, of: created)
            try session.setRevision(placed.last?.lastRevision ?? 0, of: created)
            guard let study = try session.study("id = ?", created.id) else { throw .studyGone }
            return study
        }
    }
}
