/// What can go wrong with a database file, as data; its words are in `description` alone.
public enum SQLiteError: Error, Sendable, Hashable {
    /// The path is empty or holds a NUL byte.
    case unusablePath(String)
    /// The folder that the file should be in does not exist.
    case missingFolder(path: String, folder: String)
    /// No database is there, and none was to be created.
    case missingFile(path: String)
    /// The path names a folder, a device, a socket, …
    case notARegularFile(path: String)
    /// The file cannot be read.
    case unreadable(path: String, why: String)
    /// The file, or the folder that SQLite keeps its log in beside it, cannot be written.
    case readOnly(path: String)
    /// The file is something else than an SQLite database.
    case notADatabase(path: String)
    /// The file is an SQLite database of another program.
    case foreign(path: String)
    /// The file was written by a newer version of the program.
    case newerSchema(path: String, found: Int, newest: Int)
    /// The file is cut short or its pages contradict each other.
    case damaged(path: String, message: String)
    /// The file system cannot hold a write-ahead log; `mode` is what SQLite would use instead.
    case noWriteAheadLog(path: String, mode: String)
    /// A file is there already, and was not to be replaced.
    case fileExists(path: String)
    /// A log lies beside the place of a file that was to be written: it belongs to another database, which is in use.
    case inUse(path: String, log: String)
    /// There is no database at this path, and a log of one.
    case logAlone(path: String, log: String)
    /// The path names the database itself.
    case sameFile(path: String)
    /// A file cannot be written.
    case unwritable(path: String, why: String)
    /// The SQLite library is too old for the tables.
    case oldLibrary(version: String, needed: String)
    /// Another process held the database for longer than the limit.
    case busy(path: String, purpose: String, seconds: Double)
    /// There is no room left for what was to be written.
    case full(path: String, purpose: String)
    /// Anything else that SQLite reports, with its extended result code.
    case failed(path: String, purpose: String, code: Int32, message: String)
    /// A person's query is no single SELECT; why.
    case question(String)
    /// A column held another type than was asked for.
    case column(purpose: String, name: String, expected: String, found: String)
}

extension SQLiteError: CustomStringConvertible {
    /// What is wrong, in one line.
    public var description: String {
        switch self {
        case .unusablePath(let path):
            "the database's path \(path.debugDescription) is not usable"
        case .missingFolder(let path, let folder):
            "\(path): the folder \(folder) does not exist"
        case .missingFile(let path):
            "\(path): there is no database here"
        case .notARegularFile(let path):
            "\(path): this is not a file but a folder or a device"
        case .unreadable(let path, let why):
            "\(path): cannot be read: \(why)"
        case .readOnly(let path):
            "\(path): cannot be written; SQLite needs to write the file and its folder (for -wal and -shm beside it)"
        case .notADatabase(let path):
            "\(path): this is not an SQLite database; it was left as it is"
        case .foreign(let path):
            "\(path): this SQLite database belongs to another program; it was left as it is"
        case .newerSchema(let path, let found, let newest):
            "\(path): written by a newer version of hpo (schema \(found), this one knows up to \(newest)); "
                + "it was left as it is"
        case .damaged(let path, let message):
            "\(path): the database is damaged (\(message))"
        case .noWriteAheadLog(let path, let mode):
            "\(path): the file system cannot hold SQLite's write-ahead log (it offers \(mode))"
        case .fileExists(let path):
            "\(path): there is a file already"
        case .inUse(let path, let log):
            "\(path): the database there is in use, or was when its process died: \(log) belongs to it"
        case .logAlone(let path, let log):
            "\(path): there is no database, but \(log), with what was recorded in it last: put the database back, or remove that "
                + "file as well"
        case .sameFile(let path):
            "\(path): this is the database itself"
        case .unwritable(let path, let why):
            "\(path): cannot be written: \(why)"
        case .oldLibrary(let version, let needed):
            "the SQLite library is version \(version), but \(needed) or newer is needed"
        case .busy(let path, let purpose, let seconds):
            "\(path): cannot \(purpose): another process has held the database for \(seconds) s"
        case .full(let path, let purpose):
            "\(path): cannot \(purpose): the disk is full; what was recorded is kept"
        case .failed(let path, let purpose, let code, let message):
            "\(path): cannot \(purpose): \(message) (SQLite error \(code))"
        case .question(let problem): "the query: \(problem)"
        case .column(let purpose, let name, let expected, let found):
            "cannot \(purpose): column \(name) holds \(found), not \(expected)"
        }
    }
}
