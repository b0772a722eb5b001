import SQLite

/// One of many that write rows to a file whose log is copied all the time.
///
/// Each row also adds to a sum that all writers share, so that a commit that is lost or done twice shows even where its
/// row does not.
struct Writer {
    static let schema = Schema(
        applicationID: 0x7772_6974,
        migrations: [
            Migration(
                to: 1,
                sql: """
                    CREATE TABLE sums (id INTEGER PRIMARY KEY, rows INTEGER NOT NULL) STRICT;
                    INSERT INTO sums VALUES (1, 0);
                    CREATE TABLE rows (writer INTEGER, round INTEGER, bytes BLOB, PRIMARY KEY (writer, round)) STRICT;
                    """)
        ])

    let path: String
    let pages: Int
    let number: Int

    /// Goes on after the writer's last row in the file, up to `rounds` rows.
    func write(_ rounds: Int, acknowledge: (_ round: Int) -> Void) throws(SQLiteError) {
        var connection = try Self.schema.open(path, checkpointPages: pages)
        let first = try connection.first(
            "SELECT coalesce(max(round) + 1, 0) FROM rows WHERE writer = ?", [number], for: "begin"
        ) { row throws(SQLiteError) in try row[0] as Int }
        for round in (first ?? 0)..<rounds {
            try connection.transaction(.immediate, for: "write a row") { connection throws(SQLiteError) in
                try connection.run("UPDATE sums SET rows = rows + 1", for: "add")
                // From less than a page to several.
                let bytes = SQLiteValue.blob([UInt8](repeating: UInt8(number % 256), count: round * 997 % 9000))
                _ = try connection.run("INSERT INTO rows VALUES (?, ?, ?)", number, round, bytes, for: "insert")
            }
            acknowledge(round)
        }
    }
}
