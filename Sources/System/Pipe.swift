#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The two ends of a pipe, both closed on exec and numbered above the standard three.
@frozen
public struct Pipe: ~Copyable, Sendable {
    /// Where the bytes come out; at its end once every copy of `writing` is closed.
    public let reading: Descriptor
    /// Where they go in.
    public let writing: Descriptor

    /// A pipe with nothing in it. Both ends wait until `doNotBlock` says otherwise.
    public init() throws(SystemError) {
        let (first, second) = try Self.ends()
        let out = Descriptor(first)
        let into = Descriptor(second)
        let outMoved = try out.movedAboveStandardStreams()
        let intoMoved = try into.movedAboveStandardStreams()
        reading = outMoved
        writing = intoMoved
    }
}

extension Descriptor {
    /// The same file under a number above 2, closed on exec: a number up to 2 would be overwritten when a child is given its
    /// standard streams.
    consuming func movedAboveStandardStreams() throws(SystemError) -> Descriptor {
        let moved = fcntl(number, F_DUPFD_CLOEXEC, 3)
        if moved < 0 { throw SystemError("fcntl") }
        return Descriptor(moved)
    }
}
