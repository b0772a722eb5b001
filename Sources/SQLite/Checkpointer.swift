internal import CSQLite

/// Copies a connection's write-ahead log into the file, at moments when no process can commit.
///
/// From 3.7.0 to 3.51.2 SQLite has a race (https://www.sqlite.org/wal.html, "the WAL-reset bug"): a checkpoint reads how
/// long the log is, a commit of another connection begins the log anew, and the checkpoint notes as copied what it has
/// never seen. Commits are lost, or the file is torn. SQLite's automatic checkpoints run after a commit, without the
/// write lock, and so do its FULL, RESTART and TRUNCATE ones where they cannot get that lock. So automatic ones are
/// off, and while ours runs a second connection of this process holds the write lock (`BEGIN IMMEDIATE`): the log can't
/// begin anew under it. That connection writes nothing, and does no checkpoint, for which a connection must be outside
/// of transactions.
///
/// SQLite's own checkpoint when the last connection closes is left as it is: it takes an exclusive lock on the file
/// first, which it does not get as long as any other connection of any process has used the log and is still open.
///
/// What bounds the log: a commit that leaves it `pages` long, in whatever process, copies it, or the next commit does
/// where the write lock is taken at that moment; all readers that begin after that read the file alone, and the first
/// commit that finds no older reader writes from the log's start. From four times that length on, a checkpoint waits
/// for the lock, and with the lock held for older readers to end, the longer the longer the log is, up to `patience`
/// seconds. So what makes the log longer is a reader that stays in one transaction for longer than that, for as long as
/// it does, and a transaction that writes more. The last to close the file deletes the log.
final class Checkpointer {
    private var plan: CheckpointPlan
    private let path: String
    private let vfs: String?
    /// Holds the write lock while the checkpoint runs; opened when the first is due, as most processes never need one.
    private var holder: Connection?

    /// For how many seconds an urgent checkpoint waits for the write lock, and then for readers.
    static let patience = 0.5

    /// - Parameter pages: the length of the log at which it is copied.
    init(path: String, vfs: String?, pages: Int) {
        self.path = path
        self.vfs = vfs
        plan = CheckpointPlan(pages: pages)
    }

    /// Learns of each commit of `connection`, which must not outlive this; replaces SQLite's automatic checkpoints.
    func install(on connection: OpaquePointer) {
        sqlite3_wal_hook(
            connection,
            { context, _, _, length in
                guard let context else { return SQLITE_OK }
                // Only noted: the hook is called in the middle of the COMMIT.
                Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue().plan.committed(length: Int(length))
                return SQLITE_OK
            },
            Unmanaged.passUnretained(self).toOpaque())
    }

    /// Whether `run` has anything to do.
    var isDue: Bool { plan.isDue }

    /// Copies the log into the file by way of `connection`, which must be in no transaction.
    ///
    /// A failure is no error of the commit before it, whose rows are in the log: the next commit tries again.
    func run(on connection: OpaquePointer) {
        let wait = BusyWait(seconds: plan.isUrgent ? Self.patience : 0)
        let ran = withoutCommits(wait) {
            var tries: Int32 = 0
            while !copyLog(of: connection) {
                guard wait.wait(tries: tries) else { break }
                tries += 1
            }
            if plan.isUrgent { sqlite3_sleep(plan.milliseconds) }
        }
        if ran { plan.tried() }
    }

    /// Copies the log into the file now, and waits a while for older readers that keep a part of it back.
    func copyAll(of connection: OpaquePointer) {
        let wait = BusyWait(seconds: 4 * Self.patience)
        _ = withoutCommits(wait) {
            var tries: Int32 = 0
            while !copyLog(of: connection), wait.wait(tries: tries) { tries += 1 }
        }
    }

    /// Closes the second connection, so that the first is the last of this process and deletes the log where it can.
    func closeHolder() { holder = nil }

    /// Runs `body` while no process can commit.
    ///
    /// - Returns: whether it was run; the lock may be another's for longer than `wait` allows.
    func withoutCommits(_ wait: BusyWait, _ body: () -> Void) -> Bool {
        var tries: Int32 = 0
        while !takeLock() {
            guard wait.wait(tries: tries) else { return false }
            tries += 1
        }
        body()
        holder?.rollback()
        return true
    }

    /// - Returns: whether the second connection has the write lock.
    private func takeLock() -> Bool {
        do throws(SQLiteError) {
            if holder == nil { holder = try Connection(opening: path, access: .readWrite, patience: 0, vfs: vfs) }
            try holder?.begin(.immediate, for: "copy the log into the file")
            return true
        } catch {
            return false
        }
    }

    /// - Returns: whether all of the log is in the file, or trying again would not help.
    private func copyLog(of connection: OpaquePointer) -> Bool {
        var length: Int32 = 0
        var copied: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(connection, "main", SQLITE_CHECKPOINT_PASSIVE, &length, &copied)
        return code != SQLITE_OK || copied >= length
    }
}
