import Foundation
import SQLite

/// Makes the database of `version` at `path` that was recorded when the version was made.
func restoreDatabase(version: Int, at path: String) throws {
    let dump = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/version-\(version).sql")
    var connection = try Connection(opening: path)
    try connection.script(String(contentsOf: dump, encoding: .utf8), for: "restore a dump")
}
