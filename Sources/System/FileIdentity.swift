// Which file it is that a name stands for, and how it stood when it was looked at.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file as it was at one look: two looks that are equal saw the same contents, but for a write within the clock's grain.
public struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let number: UInt64
    /// In bytes.
    public let size: Int
    /// When it was written last, in seconds since 1970.
    public let modified: Double
    private let nanoseconds: Int

    /// The file at `path`, links followed; nil where there is none.
    public init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
        size = Int(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        nanoseconds = Int(time.tv_nsec)
    }

    /// Whether it is the same file as `other`, whatever it holds now.
    public func isSameFile(as other: FileIdentity) -> Bool { (device, number) == (other.device, other.number) }
}
