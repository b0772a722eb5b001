import CCrashFiles
public import Foundation

/// Files whose changes are recorded as SQLite makes them; `vfs` is what to open databases with.
///
/// All of those must be closed before this is let go of, and used by one thread.
public final class RecordedFiles {
    /// What was done to a file, by the last part of its path.
    public enum Change {
        case create(String)
        case write(String, Data, at: Int)
        case truncate(String, to: Int)
        case sync(String)
        case delete(String, syncingFolder: Bool)
        /// The test has come to this number.
        case mark(Int)
    }

    /// What to open databases with.
    public let vfs: String
    private let files: OpaquePointer

    /// Nothing is recorded yet.
    public init?() {
        vfs = "recorded-\(UUID().uuidString)"
        guard let files = crash_files_register(vfs) else { return nil }
        self.files = files
    }

    /// How many changes there were so far.
    public var count: Int { crash_files_count(files) }

    deinit { crash_files_unregister(files) }

    /// Records that the test has come to `number`.
    public func mark(_ number: Int) { crash_files_mark(files, Int64(number)) }

    /// Everything so far, paths as the last part of each.
    public func changes() -> [Change] {
        (0..<crash_files_count(files)).compactMap { index in
            let change = crash_files_change(files, index)
            let path = URL(filePath: String(cString: change.path)).lastPathComponent
            let offset = Int(change.offset)
            return switch change.kind {
            case CRASH_CREATE: .create(path)
            case CRASH_WRITE: .write(path, Data(bytes: change.bytes, count: change.count), at: offset)
            case CRASH_TRUNCATE: .truncate(path, to: offset)
            case CRASH_SYNC: .sync(path)
            case CRASH_DELETE: .delete(path, syncingFolder: offset == 1)
            case CRASH_MARK: .mark(offset)
            default: nil
            }
        }
    }
}
