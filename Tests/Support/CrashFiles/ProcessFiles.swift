import CCrashFiles
import Foundation

/// The files of one process among several, which can be killed at any of its changes.
///
/// All of its databases must be closed before this is let go of, and it before those that it is over.
public final class ProcessFiles {
    /// What befalls the process.
    public enum Fault: Sendable, Hashable {
        /// It is killed before a change.
        case diesBefore
        /// It is killed in the middle of one.
        case diesWithin
        /// It is killed after one, of which it does not get to know.
        case diesAfter
        /// It is killed after one, when it lets go of its lock.
        case diesSoon
        /// There is no room for so many changes.
        case full(Int)
    }

    /// What to open databases with.
    public let vfs: String
    private let base: RecordedFiles
    private let files: OpaquePointer

    /// A process that lives.
    public init?(over base: RecordedFiles) {
        vfs = "process-\(UUID().uuidString)"
        self.base = base
        guard let files = crash_files_register_process(vfs, base.vfs) else { return nil }
        self.files = files
    }

    deinit { crash_files_unregister(files) }

    /// Has `fault` befall it after so many more changes.
    public func plan(_ fault: Fault, after count: Int) {
        let (kind, rest) =
            switch fault {
            case .diesBefore: (CRASH_DIES_BEFORE, 0)
            case .diesWithin: (CRASH_DIES_WITHIN, 0)
            case .diesAfter: (CRASH_DIES_AFTER, 0)
            case .diesSoon: (CRASH_DIES_SOON, 0)
            case .full(let changes): (CRASH_FULL, changes)
            }
        crash_files_plan(files, kind, Int64(count), Int64(rest))
    }

    /// It is dead from now on.
    public func kill() { crash_files_kill(files) }

    /// Whether it is.
    public var isDead: Bool { crash_files_is_dead(files) != 0 }
}
