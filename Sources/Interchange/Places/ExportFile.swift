// A file for other programs: written beside its place, and put there once it is whole.
//
//     let file = try ExportFile(at: "optuna.db", replacing: false)
//     …                                  // writes file.part
//     try file.commit()

internal import System

/// A file that is being exported. One that is not committed is removed.
public struct ExportFile: ~Copyable {
    /// Where its contents are written.
    public let part: String
    private let path: String
    private let target: String
    private let replacing: Bool

    /// Begins a file that will be at `path`; a link to a file is followed.
    ///
    /// - Parameter replacing: whether a file that is there is replaced.
    /// - Throws: `exists`, `missingFolder`, `unwritable`; nothing is left behind then.
    public init(at path: String, replacing: Bool) throws(ExportError) {
        let target = Files.canonical(path) ?? path
        switch Files.status(target) {
        case .missing: try Self.checkFolder(of: path)
        case .regular: if !replacing { throw .exists(path: path) }
        case .unreadable(let error): throw .unwritable(path: path, why: error.reason)
        case .folder: throw .unwritable(path: path, why: "it is a folder")
        case .other: throw .unwritable(path: path, why: "it is no plain file")
        }
        // SQLite would take such a log for that of the new file.
        for suffix in ["-wal", "-journal"] where Files.exists(target + suffix) {
            throw .unwritable(path: path, why: "\(path)\(suffix) lies beside it: a program uses it")
        }
        (self.path, self.target, self.replacing) = (path, target, replacing)
        part = "\(target).\(CurrentProcess.id).part"
        Files.remove(part)
    }

    deinit { for suffix in ["", "-journal"] { Files.remove(part + suffix) } }

    /// Writes `text` as all of its contents.
    public func write(_ text: String) throws(ExportError) {
        do throws(SystemError) {
            let bytes = Array(text.utf8)
            let file = try Descriptor(writing: part)
            guard try file.send(bytes[...]) == bytes.count else { throw SystemError("write", part) }
        } catch {
            throw .unwritable(path: path, why: error.reason)
        }
    }

    /// Puts it in its place.
    public consuming func commit() throws(ExportError) {
        do throws(SystemError) { try Files.place(part, at: target, replacing: replacing) } catch {
            throw error.isThereAlready ? .exists(path: path) : .unwritable(path: path, why: error.reason)
        }
    }

    /// Makes sure that there is a folder for `path` to be in, which is never made: its name may be a mistake.
    static func checkFolder(of path: String) throws(ExportError) {
        let folder = Files.folder(of: path)
        switch Files.status(folder) {
        case .folder: if !Files.isWritable(folder) { throw .unwritable(path: path, why: "\(folder) is not writable") }
        case .missing: throw .missingFolder(folder, path: path)
        case .regular, .other: throw .unwritable(path: path, why: "\(folder) is no folder")
        case .unreadable(let error): throw .unwritable(path: path, why: error.reason)
        }
    }
}
