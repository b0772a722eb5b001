import Foundation
import JSON
import SQLite
import Testing

/// A folder of its own in which the real binary runs, as a person or a script would call it.
final class Sandbox {
    let folder: URL
    var path: String { folder.path }
    var database: String { "\(path)/db/hpo.sqlite" }
    private let variables: [String: String]

    init(_ variables: [String: String] = [:]) throws {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        folder = base.appendingPathComponent("hpo-\(UUID().uuidString.prefix(8))")
        self.variables = variables
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    // MARK: Files

    func write(_ text: String, to name: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    // MARK: The program

    /// Runs `hpo` with the words of `line` to its end.
    @discardableResult
    func hpo(_ line: String, _ more: [String] = [], directory: String? = nil, input: String = "") throws -> Answer {
        try start(line, more, directory: directory, input: input).wait()
    }

    /// Runs `hpo`, which must succeed; what it printed.
    @discardableResult
    func output(_ line: String, _ more: [String] = []) throws -> String {
        let answer = try hpo(line, more)
        #expect(answer.status == 0, "hpo \(line): \(answer.errors)")
        return answer.output
    }

    /// Runs `hpo … --json`, which must succeed; what it printed.
    func json(_ line: String, _ more: [String] = []) throws -> JSONValue {
        try JSONValue(parsing: try output("--json " + line, more), syntax: .json)
    }

    /// Starts `hpo` with the words of `line`.
    func start(_ line: String, _ more: [String] = [], directory: String? = nil, input: String = "") throws -> Running {
        try Running(
            arguments: line.split(separator: " ").map(String.init) + more,
            directory: directory ?? path, variables: variables, input: input)
    }

    /// Runs a line of shell to its end, in which `hpo` is the binary.
    func shell(_ line: String) throws -> Answer {
        let path = variables["PATH"] ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let binaries = Running.binary.deletingLastPathComponent().path
        return try Running(
            program: "/bin/sh", arguments: ["-c", line], directory: self.path,
            variables: variables.merging(["PATH": "\(binaries):\(path)"]) { _, new in new }, input: ""
        ).wait()
    }

    // MARK: The database

    /// The rows of a query as a person would write it with `sqlite3`, columns joined by "|".
    func query(_ sql: String) throws -> [String] {
        var connection = try Connection(opening: database, access: .readOnly)
        return try connection.rows(sql, [], for: "look from a test") { row throws(SQLiteError) in
            row.values().map { value in
                switch value {
                case .null: "NULL"
                case .integer(let integer): "\(integer)"
                case .real(let real): "\(real)"
                case .text(let text): text
                case .blob(let bytes): "\(bytes)"
                }
            }.joined(separator: "|")
        }
    }

    /// Changes the database by hand.
    func alter(_ statements: String..., in database: String? = nil) throws {
        var connection = try Connection(opening: database ?? self.database, access: .readWrite)
        for sql in statements { try connection.script(sql, for: "meddle from a test") }
    }

    /// Expects that nothing in the database contradicts anything else.
    func expectSound() throws {
        let check = try hpo("db check")
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    /// Every row of every table, but for times, folders, and who did it.
    func contents() throws -> [String] {
        var rows: [String] = []
        let tables = try query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'runs' ORDER BY 1"
        )
        for table in tables {
            let columns = try query("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
                .filter { !$0.hasSuffix("_at") && $0 != "directory" && $0 != "seconds" && $0 != "samples_per_second" }
            let seconds = table == "metrics" ? " WHERE name NOT LIKE '%second%'" : ""
            let list = columns.joined(separator: ", ")
            rows += try query("SELECT \(list) FROM \(table)\(seconds) ORDER BY \(list)").map { "\(table): \($0)" }
        }
        return rows
    }

    /// Waits until `condition` holds; false when it does not for so many looks, a hundred a second.
    func wait(seconds: Int = 30, _ condition: () throws -> Bool) rethrows -> Bool {
        for _ in 0..<(seconds * 100) {
            if try condition() { return true }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return false
    }
}
