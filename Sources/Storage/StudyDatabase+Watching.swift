// What has happened since somebody looked: asked again and again, so asked cheaply.

internal import SQLite

extension StudyDatabase {
    /// A number that is another one once another connection has changed the file.
    public func changeCount() throws(StorageError) -> Int {
        try read("see whether anything has changed") { session throws(StorageError) in
            try session.first("PRAGMA data_version") { row throws(SQLiteError) in try row[0] as Int } ?? 0
        }
    }

    /// The numbers of the trials that the study's changes behind `revision` are of, ascending, the first `limit`.
    public func changedTrials(
        of study: StudyID, after revision: Int, limit: Int
    ) throws(StorageError) -> [Int] {
        try read("read what has changed") { session throws(StorageError) in
            try session.rows(
                "SELECT DISTINCT trial FROM changes WHERE study = ?1 AND revision > ?2 ORDER BY trial LIMIT ?3",
                study.id, revision, limit
            ) { row throws(SQLiteError) in try row[0] as Int }
        }
    }
}
