// Trials that were deleted: they count for nothing from a change of the history on. What is recorded of them is kept, since
// other trials were suggested and judged by it.

internal import SQLite
internal import System

extension StudyDatabase {
    /// Deletes a trial, and those that repeat it.
    ///
    /// - Returns: the numbers of all that were deleted, that one first.
    /// - Throws: `unknownTrial`, `deletedTrial`; `trialRuns` where one of them runs.
    @discardableResult
    public func deleteTrial(_ number: Int, of study: StudyID) throws(StorageError) -> [Int] {
        let now = clock()
        return try write("delete trial \(number)") { session throws(StorageError) in
            let trials = try session.trials(of: study, number: nil)
            guard let trial = trials.first(where: { $0.number == number }) else { throw .unknownTrial(number: number) }
            if trial.deletedRevision != nil { throw .deletedTrial(number: number) }
            let repetitions = trials.filter { $0.repeats?.trial == number && $0.deletedRevision == nil }
            let all = [trial] + repetitions
            if let running = all.first(where: { $0.state == .running }) {
                let owner = try session.claims(of: study).first { $0.attempt.number == running.number }?.owner
                throw .trialRuns(number: running.number, process: owner?.process.pid, host: owner?.host)
            }
            for gone in all {
                let revision = try session.nextRevision(of: study)
                try session.run(
                    "INSERT INTO deletions VALUES (?, ?, ?, ?)", study.id, gone.number, revision, now)
            }
            return all.map(\.number)
        }
    }
}

extension StudyDatabase {
    /// Whether any trial of the study repeats another, those that were deleted included.
    public func hasRepetitions(_ study: StudyID) throws(StorageError) -> Bool {
        try read("look for repetitions") { session throws(StorageError) in
            try session.first("SELECT 1 FROM trials WHERE study = ? AND repeats IS NOT NULL LIMIT 1", study.id) {
                row throws(SQLiteError) in try row[0] as Int
            } != nil
        }
    }
}

extension Session {
    /// The condition on a row of `trials` that it was not deleted.
    static let isKept = """
        NOT EXISTS (SELECT 1 FROM deletions WHERE deletions.study = trials.study AND deletions.trial = trials.number)
        """
}
