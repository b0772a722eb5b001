internal import SQLite
internal import Synchronization
internal import System

/// The studies in one SQLite file: rows to values and back, each call one transaction.
///
/// ```swift
/// let database = try StudyDatabase(opening: "db/hpo.sqlite")
/// let study = try database.study(named: "face-transformer")
/// let ask = try database.nextAsk(of: study.id)                          // number 7, having seen revision 120
/// guard let trial = try database.startTrial(
///     number: ask.number, of: study.id, as: suggestion, owner: .current())
/// else { return }                                                       // another process was faster: ask again
/// try database.recordEpoch(1, of: trial.attempt, metrics: [("val_cosine", 0.71)], objective: 0.71)
/// try database.finish(trial.attempt, .completed(value: 0.71))
/// ```
///
/// Everything that a sampler or pruner can see (a trial started, resumed, reported or ended) takes the study's next
/// revision in the transaction that writes it. Those transactions are one after another, so that whoever saw revision r
/// saw exactly the changes up to r, and `changes(of:after:through:)` gives them again at any time.
///
/// What a call has returned from is in the file: it survives kill -9 of every process (`Schema.open` says what of a
/// power cut). It may be used from any thread; calls wait for each other, and for other processes up to `patience`.
public final class StudyDatabase: Sendable {
    /// The file, as it was named.
    public let path: String
    /// Whether it is in memory, and no file at all.
    public let isInMemory: Bool
    /// Which file it was when it was opened.
    private let identity: FileIdentity?
    /// Which file its log was when it was first looked at: SQLite keeps it as long as the database is open.
    private let log = Mutex<FileIdentity?>(nil)
    let session: Mutex<Session>
    let environment: DatabaseEnvironment

    /// The time that is recorded: asked for before a transaction begins.
    func clock() -> Double { environment.clock() }

    /// Opens the database at `path`, creating or migrating it as needed.
    ///
    /// - Parameters:
    ///   - path: the file; its folder must exist.
    ///   - creating: whether a missing file is created; otherwise it is an error.
    ///   - patience: for how many seconds to wait for other processes.
    ///   - environment: what it stands in; by default this machine.
    /// - Throws: `StorageError.database` for a file that is not ours, newer, damaged or not writable; it is left as it is.
    public convenience init(
        opening path: String, creating: Bool = true, patience: Double = 30,
        in environment: DatabaseEnvironment = DatabaseEnvironment()
    ) throws(StorageError) {
        let connection: Connection
        do throws(SQLiteError) {
            connection = try Schema.hpo.open(
                path, creating: creating, patience: patience,
                checkpointPages: environment.checkpointPages ?? Connection.checkpointPages, vfs: environment.vfs)
        } catch {
            throw .database(error)
        }
        self.init(connection, path: path, in: environment)
    }

    /// Opens the database at `path`, which is of the newest version, to read alone: no run waits for it.
    public convenience init(reading path: String) throws(StorageError) {
        let connection: Connection
        do throws(SQLiteError) { connection = try Schema.hpo.openToRead(path) } catch { throw .database(error) }
        self.init(connection, path: path)
    }

    /// An empty database in memory, which is gone when nobody holds it any more.
    public static func inMemory() throws(StorageError) -> StudyDatabase {
        let connection: Connection
        do throws(SQLiteError) { connection = try Schema.hpo.openInMemory() } catch { throw .database(error) }
        return StudyDatabase(connection, path: ":memory:", isInMemory: true)
    }

    init(
        _ connection: consuming Connection, path: String, isInMemory: Bool = false,
        in environment: DatabaseEnvironment = DatabaseEnvironment()
    ) {
        self.path = path
        self.isInMemory = isInMemory
        self.environment = environment
        session = Mutex(Session(connection))
        identity = isInMemory ? nil : FileIdentity(of: path)
    }

    /// Makes sure that what is written still goes into the file of that name, and its log beside it. Two stats.
    ///
    /// - Throws: `moved` where it was moved, replaced or removed since it was opened.
    public func checkPlace() throws(StorageError) {
        if isInMemory { return }
        guard let identity, FileIdentity(of: path)?.isSameFile(as: identity) ?? false else { throw .moved(path: path) }
        let now = FileIdentity(of: path + "-wal")
        let isKept = log.withLock { known in
            guard let before = known else {
                known = now
                return true
            }
            return now?.isSameFile(as: before) ?? false
        }
        guard isKept else { throw .moved(path: path + "-wal") }
    }

    /// Runs `body` with the write lock held from its start; all of it is written, or nothing when it throws.
    func write<Result: Sendable>(
        _ purpose: String, _ body: (inout Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try session.withLock { session throws(StorageError) in
            try session.transaction(.immediate, for: purpose, body)
        }
    }

    /// The same for a transaction of many rows.
    func writeMany<Result: Sendable>(
        _ purpose: String, _ body: (inout Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try session.withLock { session throws(StorageError) in
            try session.withJournalsInMemory(for: purpose) { session throws(StorageError) in
                try session.transaction(.immediate, for: purpose, body)
            }
        }
    }

    /// Runs `body` on one state of the database.
    func read<Result: Sendable>(
        _ purpose: String, _ body: (inout Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try session.withLock { session throws(StorageError) in
            try session.transaction(.deferred, for: purpose, body)
        }
    }
}

extension Session {
    /// The newest change of the study's history, nil where the study was deleted.
    mutating func revision(of study: StudyID) throws(StorageError) -> Int? {
        try first("SELECT revision FROM studies WHERE id = ?", study.id) { row throws(SQLiteError) in try row[0] as Int
        }
    }

    /// Notes that the study's history has gone on to `revision`.
    mutating func setRevision(_ revision: Int, of study: StudyID) throws(StorageError) {
        try run("UPDATE studies SET revision = ? WHERE id = ?", revision, study.id)
    }

    /// Advances the study's history by one change.
    ///
    /// - Returns: the change's revision.
    mutating func nextRevision(of study: StudyID) throws(StorageError) -> Int {
        let revision = try first("UPDATE studies SET revision = revision + 1 WHERE id = ? RETURNING revision", study.id)
        {
            row throws(SQLiteError) in try row[0] as Int
        }
        guard let revision else { throw .studyGone }
        return revision
    }
}
