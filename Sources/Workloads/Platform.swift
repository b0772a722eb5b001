// What differs by platform in this module, and nothing else: mathematics, environment, standard streams, signals.

internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

enum Platform {
    static func sine(_ angle: Float) -> Float { Float(sin(Double(angle))) }
    static func sine(_ angle: Double) -> Double { sin(angle) }
    static func cosine(_ angle: Double) -> Double { cos(angle) }
    static func logarithm(_ value: Double) -> Double { log(value) }
    static func exponential(_ value: Double) -> Double { exp(value) }
    static func exponential(_ value: Float) -> Float { Float(exp(Double(value))) }
    static func tanh(_ value: Float) -> Float { Float(tanhOfDouble(Double(value))) }
    private static func tanhOfDouble(_ value: Double) -> Double {
        let e = exp(-2 * abs(value))
        let magnitude = (1 - e) / (1 + e)
        return value < 0 ? -magnitude : magnitude
    }

    /// The value of an environment variable, nil where it is not set or empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value[0] != 0 else { return nil }
        return String(cString: value)
    }

    /// How many cores this process may use.
    static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Writes all bytes to a standard stream; false when nobody reads it any more.
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let base = rest.baseAddress, !rest.isEmpty {
                let count = systemWrite(descriptor, base, rest.count)
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes, count)
        #else
            Darwin.write(descriptor, bytes, count)
        #endif
    }

    enum ReadResult {
        case bytes([UInt8])
        case end
        case interrupted
    }

    /// Waits for some bytes of standard input.
    static func readInput() -> ReadResult {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
        if count > 0 { return .bytes(Array(bytes[..<count])) }
        return count < 0 && errno == EINTR ? .interrupted : .end
    }

    static func remove(_ path: String) { _ = unlink(path) }

    /// Makes a folder and those above it; the system's words when that fails.
    static func makeFolder(_ path: String) -> String? {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += part + "/"
            if mkdir(made, 0o777) != 0, errno != EEXIST, errno != EISDIR {
                return String(cString: strerror(errno))
            }
        }
        return isFolder(path) ? nil : "not a folder"
    }

    static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    // MARK: Signals

    /// The signal that asked for an end, 0 for none: written by the handler, read by the loop.
    private static let signalled = Atomic<Int32>(0)

    /// The signal that has asked this process to end, if one has.
    static var endingSignal: Int32? {
        let signal = signalled.load(ordering: .relaxed)
        return signal == 0 ? nil : signal
    }

    /// From now on the first SIGINT or SIGTERM is noted, the second ends the process at once, and writing to a closed
    /// pipe is an error rather than the end.
    static func noteSignals() {
        _ = signalled.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            var action = sigaction()
            #if canImport(Darwin)
                action.__sigaction_u.__sa_handler = { Platform.signalled.store($0, ordering: .relaxed) }
            #else
                action.__sigaction_handler.sa_handler = { Platform.signalled.store($0, ordering: .relaxed) }
            #endif
            action.sa_flags = Int32(truncatingIfNeeded: SA_RESETHAND)
            sigaction(number, &action, nil)
        }
        signal(SIGPIPE, SIG_IGN)
    }
}
