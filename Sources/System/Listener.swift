// A place where others connect to this process, and the ends of those connections.
//
//     let listener = try Listener(on: "127.0.0.1", port: 8180)
//     if let peer = try listener.accept() { peer.receive(upTo: 4096) … }     // neither ever waits

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A listening TCP socket; nothing that is asked of it waits.
public struct Listener: ~Copyable, Sendable {
    /// What to wait on: readable when somebody has connected.
    public let descriptor: Descriptor
    /// Where it listens.
    public let port: Int

    /// Listens on `address`, which is a number as `127.0.0.1` or `::1`, no name; on a free port where `port` is 0.
    public init(on address: String, port: Int) throws(SystemError) {
        let socket = try Self.listening(on: address, port: port)
        self.port = try Self.port(of: socket.number)
        descriptor = socket
    }

    private static func listening(on address: String, port: Int) throws(SystemError) -> Descriptor {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE
        hints.ai_socktype = stream
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, String(port), &hints, &found) == 0, let place = found else {
            throw SystemError("bind", address, code: EADDRNOTAVAIL)
        }
        defer { freeaddrinfo(found) }
        let number = systemSocket(place.pointee.ai_family, place.pointee.ai_socktype)
        if number < 0 { throw SystemError("socket", address) }
        let socket = Descriptor(number)
        socket.closeOnExec()
        socket.doNotBlock()
        var yes: Int32 = 1
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        if bind(number, place.pointee.ai_addr, place.pointee.ai_addrlen) != 0 {
            throw SystemError("bind", "\(address) port \(port)")
        }
        if listen(number, 128) != 0 { throw SystemError("listen", address) }
        return socket
    }

    /// The next connection, non-blocking; nil where nobody has connected, or has gone again.
    public func accept() throws(SystemError) -> Descriptor? {
        let number = systemAccept(descriptor.number)
        if number < 0 {
            let error = SystemError("accept")
            if error.code == EMFILE || error.code == ENFILE { throw error }
            return nil
        }
        let peer = Descriptor(number)
        peer.closeOnExec()
        peer.doNotBlock()
        return peer
    }

    private static func port(of number: Int32) throws(SystemError) -> Int {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &size) }
        }
        if code != 0 { throw SystemError("getsockname") }
        // The port is the second pair of bytes of IPv4's and of IPv6's addresses alike.
        return withUnsafeBytes(of: &storage) { Int($0[2]) << 8 | Int($0[3]) }
    }
}

// Under the names of the type's own members the C library's would not be found.
private func systemSocket(_ family: Int32, _ kind: Int32) -> Int32 { socket(family, kind, 0) }
private func systemAccept(_ number: Int32) -> Int32 { accept(number, nil, nil) }

extension Descriptor {
    /// Programs that are started later do not inherit it.
    func closeOnExec() { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }

    /// Tells the other end of a connection that nothing more will come.
    public func finishSending() { _ = shutdown(number, Int32(SHUT_WR)) }
}
