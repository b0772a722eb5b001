#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A system call that failed: which, on what, and why.
public struct SystemError: Error, Sendable, Hashable {
    /// The call's name, such as "open".
    public let call: String
    /// What it was called on, usually a path; empty where there is nothing to name.
    public let subject: String
    /// The value of errno.
    public let code: Int32

    /// The failure of `call` on `subject`, with errno's present value unless another `code` is given.
    public init(_ call: String, _ subject: String = "", code: Int32? = nil) {
        let present = errno
        self.call = call
        self.subject = subject
        self.code = code ?? present
    }

    /// A read that met the end of `subject` too early.
    static func endOfFile(_ subject: String) -> SystemError { SystemError("read", subject, code: EIO) }

    /// The system's words for `code`, such as "No such file or directory".
    public var reason: String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }

    /// Whether there is nothing of that name.
    public var isMissing: Bool { code == ENOENT }
    /// Whether there is something of that name already.
    public var isThereAlready: Bool { code == EEXIST }
    /// Whether another one has the address already.
    public var isTaken: Bool { code == EADDRINUSE }
    /// Whether this user may not.
    public var isForbidden: Bool { code == EACCES }
    /// Whether nobody reads any more what was to be written.
    public var isWithoutReader: Bool { code == EPIPE || code == ECONNRESET }
    /// Whether the file is no program of this machine.
    public var isNotExecutable: Bool { code == ENOEXEC }
    /// Whether there is no room: on the disk, or in what the user may have of it.
    public var isNoRoom: Bool { Self.isNoRoom(code) }

    /// Whether there are not enough descriptors, processes or memory at the moment.
    public var isNoRoomNow: Bool { [EMFILE, ENFILE, EAGAIN, ENOMEM].contains(code) }

    /// Whether `code`, a value of errno, says that there is no room: on the disk, or in what the user may have of it.
    public static func isNoRoom(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT }
}

extension SystemError: CustomStringConvertible {
    /// One line for people.
    public var description: String { subject.isEmpty ? "\(call): \(reason)" : "\(subject): \(reason) (\(call))" }
}
