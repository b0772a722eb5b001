// The file as a whole: copied, compacted.

internal import SQLite
internal import Synchronization
internal import System

extension StudyDatabase {
    /// Writes what is in the database now to a new file `path`: a database of its own, checked before it is there.
    ///
    /// Others go on writing meanwhile, and what they write is not in it.
    ///
    /// - Parameter replacing: whether a file that is there is replaced.
    public func backUp(to path: String, replacing: Bool) throws(StorageError) {
        try withConnection { connection throws(SQLiteError) in try connection.writeCopy(to: path, replacing: replacing)
        }
    }

    /// Writes the file anew, without the room that deleted rows have left.
    ///
    /// - Parameter here: this process, to which others' claims are compared.
    /// - Throws: `studyInUse` while a process runs trials.
    public func compact(seenFrom here: Owner) throws(StorageError) -> Compaction {
        let claims = try read("look for running trials") { session throws(StorageError) in try session.claims() }
        if let claim = claims.first(where: { $0.isAlive(seenFrom: here, at: clock()) && !$0.isElsewhere }) {
            let name = try study(claim.attempt.study).name
            throw .studyInUse(name: name, process: claim.owner.process.pid, host: claim.owner.host)
        }
        return try withConnection { connection throws(SQLiteError) in
            let before = connection.fileSizes
            let isDone = try connection.compact()
            let after = connection.fileSizes
            return Compaction(before: before.database, after: after.database, isDone: isDone)
        }
    }

    /// How many bytes the file, the log beside it, and the unused room in the file have.
    public func sizes() throws(StorageError) -> (database: Int, log: Int, unused: Int) {
        try withConnection { connection throws(SQLiteError) in
            let unused = try connection.unusedBytes()
            let (database, log) = connection.fileSizes
            return (database, log, unused)
        }
    }

    private func withConnection<Result: Sendable>(
        _ body: (inout Connection) throws(SQLiteError) -> Result
    ) throws(StorageError) -> Result {
        try session.withLock { session throws(StorageError) in try session.withConnection(body) }
    }
}

/// What compacting a database's file came to.
public struct Compaction: Sendable, Hashable {
    /// How many bytes the file had.
    public let before: Int
    /// How many bytes it has.
    public let after: Int
    /// Whether it has shrunk already; otherwise someone reads an older state of it.
    public let isDone: Bool
}
