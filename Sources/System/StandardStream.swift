#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One of the three streams that every process begins with.
public enum StandardStream: Int32, Sendable {
    /// Where a program reads.
    case input = 0
    /// Where its results go.
    case output = 1
    /// Where everything else goes.
    case errors = 2

    /// Whether a person sits at the other end.
    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Whether it is a file: nothing that is written to it is seen at once.
    public var isFile: Bool {
        guard case .regular = Files.status("/dev/fd/\(rawValue)") else { return false }
        return true
    }

    /// The terminal's columns and rows, nil where it is none or does not say.
    public var terminalSize: (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes all of `text`, waiting where the reader is slow.
    public func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }

    /// Writes all of `bytes`, waiting where the reader is slow.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(rawValue, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw SystemError("write") }
            rest = rest.dropFirst(count)
        }
    }

    /// What a wait for input has come to.
    public enum Input: Sendable {
        /// Some bytes, at least one.
        case bytes([UInt8])
        /// There is and will be no more.
        case end
        /// A signal came first.
        case interrupted
    }

    /// Waits for some bytes, at most `limit`.
    public func read(upTo limit: Int = 4096) -> Input {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = bytes.withUnsafeMutableBytes { systemRead(rawValue, $0.baseAddress, $0.count) }
        if count > 0 { return .bytes(Array(bytes[..<count])) }
        return count < 0 && errno == EINTR ? .interrupted : .end
    }
}

// Inside the enumeration, `write` and `read` are its own.
private func systemWrite(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(number, bytes, count)
}

private func systemRead(_ number: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(number, bytes, count)
}
