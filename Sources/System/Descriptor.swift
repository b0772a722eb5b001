// An open file, pipe or socket as a value with one owner, closed when it goes.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An open file descriptor, closed when it goes.
public struct Descriptor: ~Copyable, Sendable {
    /// The system's number for it.
    public let number: Int32

    /// Takes over the open descriptor `number`.
    init(_ number: Int32) { self.number = number }

    /// Opens `path` to read from its start; a pipe without a writer does not keep this waiting.
    public init(reading path: String) throws(SystemError) {
        try self.init(opening: path, O_RDONLY | O_NONBLOCK)
    }

    /// Opens `path` to read from its start; a pipe is waited for until it has a writer.
    init(waitingFor path: String) throws(SystemError) { try self.init(opening: path, O_RDONLY) }

    /// Opens `path` to write; what it held goes unless `appending`.
    public init(writing path: String, appending: Bool = false) throws(SystemError) {
        try self.init(opening: path, O_WRONLY | O_CREAT | (appending ? O_APPEND : O_TRUNC))
    }

    /// Makes the file at `path` for writing, which must not be there; of two who do this at once one succeeds.
    init(creating path: String) throws(SystemError) {
        try self.init(opening: path, O_WRONLY | O_CREAT | O_EXCL)
    }

    private init(opening path: String, _ flags: Int32) throws(SystemError) {
        var opened = open(path, flags | O_CLOEXEC, 0o644)
        while opened < 0 && errno == EINTR { opened = open(path, flags | O_CLOEXEC, 0o644) }
        if opened < 0 { throw SystemError("open", path) }
        number = opened
    }

    deinit { _ = close(number) }

    /// From now on, calls on it return at once where they would have to wait.
    public func doNotBlock() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }

    /// Moves to `offset` bytes from the start.
    public func seek(to offset: Int) throws(SystemError) {
        if lseek(number, off_t(offset), SEEK_SET) < 0 { throw SystemError("lseek") }
    }

    /// The size of the open file in bytes.
    public func size() throws(SystemError) -> Int { Int(try status().st_size) }

    /// The size of a regular file in bytes, nil for a folder, a pipe or a device.
    public func regularSize() throws(SystemError) -> Int? {
        let status = try status()
        return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    /// Which file it is, and how it stands now.
    public func identity() throws(SystemError) -> FileIdentity { FileIdentity(try status()) }

    private func status() throws(SystemError) -> stat {
        var status = stat()
        if fstat(number, &status) != 0 { throw SystemError("fstat") }
        return status
    }

    /// Waits until what was written is on the disk.
    public func synchronize() throws(SystemError) {
        if fsync(number) != 0 { throw SystemError("fsync") }
    }
}
