internal import CSQLite

/// How a transaction begins.
public enum TransactionKind: String, Sendable {
    /// For reading: every statement sees the same state of the database.
    case deferred = "BEGIN DEFERRED"
    /// For writing: the lock is taken at the start, so that nothing read in it can have changed when it is written.
    case immediate = "BEGIN IMMEDIATE"
}

extension Connection {
    /// Runs `body` in one transaction: committed when it returns, rolled back when it throws.
    public mutating func transaction<Result>(
        _ kind: TransactionKind, for purpose: String,
        _ body: (inout Connection) throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        try begin(kind, for: purpose)
        do {
            let result = try body(&self)
            try commit(for: purpose)
            return result
        } catch {
            rollback()
            throw error
        }
    }

    /// Begins a transaction that `commit` or `rollback` ends; `transaction` is the better way where it fits.
    public mutating func begin(_ kind: TransactionKind, for purpose: String) throws(SQLiteError) {
        try run(kind.rawValue, for: purpose)
    }

    /// Makes what was written since `begin` last.
    public mutating func commit(for purpose: String) throws(SQLiteError) {
        try run("COMMIT", for: purpose)
    }

    /// Undoes what was written since `begin`; does nothing where SQLite has already done so (a full disk).
    public mutating func rollback() {
        guard isInTransaction else { return }
        // A failing ROLLBACK leaves nothing to do: what is not committed is undone by whoever opens the file next.
        _ = try? run("ROLLBACK", for: "undo a transaction")
    }

    /// Whether a transaction has begun and not ended.
    public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
}
