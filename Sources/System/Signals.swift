// Signals: their names, and what this process does when it gets one.
//
//     Signals.ignoreBrokenPipes()                          // writing to a pipe without readers is an error, not the end
//     Signals.deliverInterrupts(to: pipe.writing.number)   // Ctrl-C becomes a byte that poll(2) can wait for

internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A signal by its number.
public struct Signal: Sendable, Hashable {
    /// The system's number for it.
    public let number: Int32

    /// The signal `number`.
    public init(_ number: Int32) { self.number = number }

    /// Asks a process to end.
    public static let terminate = Signal(SIGTERM)
    /// Ends a process whether it will or not.
    public static let kill = Signal(SIGKILL)
    /// SIGINT, as Ctrl-C sends it.
    public static let interrupt = Signal(SIGINT)

    /// The signal's name, such as "SIGSEGV (Segmentation fault)".
    public var name: String {
        let names: [Int32: String] = [
            SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
            SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV",
            SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ",
        ]
        let words = strsignal(number).map { String(cString: $0) } ?? "unknown"
        return "\(names[number] ?? "signal \(number)") (\(words))"
    }
}

/// What this process does with the signals that it gets.
public enum Signals {
    /// Where the handler writes; no interrupt can come before it is set.
    private static let receiver = Atomic<Int32>(-1)
    /// The signal that asked for an end, 0 for none: written by the handler, read by who asks.
    private static let noted = Atomic<Int32>(0)

    /// Has a write to a pipe without readers fail instead of ending this process.
    public static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Lets Ctrl-C and its like through to this process; some programs start others with these signals blocked.
    public static func unblockInterrupts() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Has SIGINT, SIGTERM and SIGHUP write one byte each, their number, to `descriptor`; those that this process was started to ignore stay
    /// ignored, as `nohup` and the background jobs of scripts expect.
    public static func deliverInterrupts(to descriptor: Int32) {
        receiver.store(descriptor, ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            _ = signal(number) { number in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(Signals.receiver.load(ordering: .sequentiallyConsistent), &byte, 1)
                errno = saved
            }
        }
    }

    /// Gives the signals back to their usual actions if they write to `descriptor`.
    public static func releaseInterrupts(to descriptor: Int32) {
        let (mine, _) = receiver.compareExchange(expected: descriptor, desired: -1, ordering: .sequentiallyConsistent)
        guard mine else { return }
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) { _ = signal(number, SIG_DFL) }
    }

    /// From now on the first SIGINT or SIGTERM is noted, the second ends the process at once, and writing to a closed
    /// pipe is an error rather than the end.
    public static func noteEndings() {
        _ = noted.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM] where !isIgnored(number) {
            handleOnce(number) { Signals.noted.store($0, ordering: .relaxed) }
        }
        ignoreBrokenPipes()
    }

    /// The signal that has asked this process to end, if one has and endings are noted.
    public static var ending: Signal? {
        let number = noted.load(ordering: .relaxed)
        return number == 0 ? nil : Signal(number)
    }
}
