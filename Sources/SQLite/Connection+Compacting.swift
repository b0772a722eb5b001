internal import CSQLite
internal import System

extension Connection {
    /// Writes the file anew without the room that deleted rows have left, and copies the log into it.
    ///
    /// Others can read meanwhile and cannot write. Killed at any moment, the file is as it was or compact: it is one
    /// transaction. Needs room for the database twice.
    ///
    /// - Returns: false where the file has not shrunk yet, since someone reads an older state: the next to open it sees to that.
    @discardableResult
    public mutating func compact() throws(SQLiteError) -> Bool {
        let purpose = "compact the database"
        try run("VACUUM", for: purpose)
        checkpointer?.copyAll(of: handle)
        let size = try first("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", for: purpose) {
            row throws(SQLiteError) in try row[0] as Int
        }
        return fileSizes.database == size
    }

    /// How many bytes the file has that nothing is stored in.
    public mutating func unusedBytes() throws(SQLiteError) -> Int {
        let found = try first(
            "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size", for: "look at the file"
        ) { row throws(SQLiteError) in try row[0] as Int }
        return found ?? 0
    }

    /// How many bytes the file has, and the log beside it.
    public var fileSizes: (database: Int, log: Int) { (Self.size(of: path), Self.size(of: path + "-wal")) }

    private static func size(of path: String) -> Int {
        if case .regular(let size) = Files.status(path) { size } else { 0 }
    }
}
