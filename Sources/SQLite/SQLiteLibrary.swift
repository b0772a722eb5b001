internal import CSQLite

/// The SQLite library that the program runs with.
public enum SQLiteLibrary {
    /// Its version: `3.40.1`.
    public static var version: String { String(cString: sqlite3_libversion()) }

    /// Whether its own checkpoints can lose commits (https://www.sqlite.org/wal.html, "the WAL-reset bug"), by its version; a
    /// distribution may have mended it without a new one. Ours cannot: see `Checkpointer`.
    public static var hasLogResetFault: Bool { hasLogResetFault(version: Int(sqlite3_libversion_number())) }

    /// - Parameter version: 3_051_003 is 3.51.3.
    static func hasLogResetFault(version: Int) -> Bool {
        switch version {
        case ..<3_007_000, 3_051_003...: false
        // Mended in two older lines as well.
        case 3_050_007..<3_051_000, 3_044_006..<3_045_000: false
        default: true
        }
    }
}
