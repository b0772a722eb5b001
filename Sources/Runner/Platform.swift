// The one file that talks to the operating system: descriptors, files, processes and signals as Swift values and errors.

import Synchronization

#if canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#elseif canImport(Darwin)
    @preconcurrency import Darwin
#endif

/// A system call that failed: which, on what, and why.
public struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The call's name, such as "open".
    public let call: String
    /// What it was called on, usually a path.
    public let subject: String
    /// The value of errno.
    public let code: Int32

    init(_ call: String, _ subject: String = "", code: Int32 = errno) {
        self.call = call
        self.subject = subject
        self.code = code
    }

    /// The system's words for `code`, such as "No such file or directory".
    public var reason: String { String(cString: strerror(code)) }

    /// One line for people.
    public var description: String { subject.isEmpty ? "\(call): \(reason)" : "\(subject): \(reason) (\(call))" }

    var isMissing: Bool { code == ENOENT }
    var isForbidden: Bool { code == EACCES }
    var isNotExecutable: Bool { code == ENOEXEC }
}

// MARK: Descriptors

/// An open file descriptor, closed when it goes.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    /// Opens `path` to read from its start.
    init(reading path: String) throws(SystemError) {
        number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if number < 0 { throw SystemError("open", path) }
    }

    /// Opens `path` to write; what it held goes unless `appending`.
    init(writing path: String, appending: Bool) throws(SystemError) {
        number = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (appending ? O_APPEND : O_TRUNC), 0o644)
        if number < 0 { throw SystemError("open", path) }
    }

    deinit { _ = close(number) }

    /// At most `limit` bytes: none at the end, nil where a non-blocking descriptor has none yet.
    func receive(upTo limit: Int) throws(SystemError) -> [UInt8]? {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            var received = read(number, buffer.baseAddress, limit)
            while received < 0 && errno == EINTR { received = read(number, buffer.baseAddress, limit) }
            code = received < 0 ? errno : 0
            count = max(0, received)
        }
        if code == EAGAIN || code == EWOULDBLOCK { return nil }
        if code != 0 { throw SystemError("read", code: code) }
        return bytes
    }

    /// Writes from the start of `bytes`; fewer than all where a non-blocking descriptor is full.
    ///
    /// - Returns: how many were written.
    func send(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int {
        var sent = 0
        var code: Int32 = 0
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return }
            while sent < buffer.count {
                let step = write(number, start + sent, buffer.count - sent)
                if step >= 0 {
                    sent += step
                } else if errno != EINTR {
                    code = errno
                    return
                }
            }
        }
        if code != 0 && code != EAGAIN && code != EWOULDBLOCK { throw SystemError("write", code: code) }
        return sent
    }

    func doNotBlock() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }

    /// Moves to `offset` bytes from the start.
    func seek(to offset: Int) throws(SystemError) {
        if lseek(number, off_t(offset), SEEK_SET) < 0 { throw SystemError("lseek") }
    }

    /// The size of the open file in bytes.
    func size() throws(SystemError) -> Int {
        var status = stat()
        if fstat(number, &status) != 0 { throw SystemError("fstat") }
        return Int(status.st_size)
    }

    /// Waits until the file's bytes are on the disk.
    func synchronize() throws(SystemError) {
        if fsync(number) != 0 { throw SystemError("fsync") }
    }
}

/// The two ends of a pipe, both closed on exec and numbered above the standard three.
struct Pipe: ~Copyable {
    let reading: Descriptor
    let writing: Descriptor

    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        if Hidden.pipe(&ends) != 0 { throw SystemError("pipe") }
        let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
        let failure = SystemError("fcntl")
        for end in ends { _ = close(end) }
        guard moved.allSatisfy({ $0 >= 0 }) else {
            for end in moved where end >= 0 { _ = close(end) }
            throw failure
        }
        reading = Descriptor(moved[0])
        writing = Descriptor(moved[1])
    }
}

// MARK: Waiting

/// Waits for descriptors to become readable or writable.
struct Poll {
    private var entries: [pollfd] = []

    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    mutating func add(_ descriptor: Int32, writable: Bool = false) {
        entries.append(pollfd(fd: descriptor, events: Int16(writable ? POLLOUT : POLLIN), revents: 0))
    }

    /// Waits until one of the descriptors is ready (or has failed or hung up), at most `seconds`.
    ///
    /// - Returns: the positions of those that are ready, in the order in which they were added.
    mutating func wait(atMost seconds: Double) -> [Int] {
        let milliseconds = Int32((max(0, min(seconds, 3600)) * 1000).rounded(.up))
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return [] }
        return entries.indices.filter { entries[$0].revents != 0 }
    }
}

// MARK: Processes

/// How a child process is to be started.
struct ChildCommand {
    var arguments: [String]
    var environment: [String: String]
    var workingDirectory: String
    var input: Int32
    var output: Int32
    var errors: Int32
}

/// How a process ended.
enum ExitStatus: Sendable, Hashable {
    case exited(Int32)
    case signalled(Int32)
}

/// Where the signal handlers write; no request can come before it is set.
private let signalDescriptor = Atomic<Int32>(-1)

enum Platform {
    /// Starts a program as the leader of a process group of its own, with no signal ignored or blocked.
    ///
    /// - Returns: its process id, which is also its group's.
    static func spawn(_ command: ChildCommand) throws(SystemError) -> Int32 {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        let code = Hidden.changeDirectory(&actions, command.workingDirectory)
        if code != 0 { throw SystemError("posix_spawn_file_actions_addchdir_np", command.workingDirectory, code: code) }
        posix_spawn_file_actions_adddup2(&actions, command.input, 0)
        posix_spawn_file_actions_adddup2(&actions, command.output, 1)
        posix_spawn_file_actions_adddup2(&actions, command.errors, 2)
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        let variables = command.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return try withCStrings(command.arguments) { arguments throws(SystemError) in
            try withCStrings(variables) { environment throws(SystemError) in
                var process: pid_t = 0
                let code = posix_spawnp(&process, command.arguments[0], &actions, &attributes, arguments, environment)
                if code != 0 { throw SystemError("posix_spawn", command.arguments[0], code: code) }
                return process
            }
        }
    }

    /// Closes `signal` when the child `process` has ended, which it watches from a thread of its own.
    /// The child is left for `reap`, so that its id and its group's stay its own until then.
    static func watch(_ process: Int32, closing signal: consuming Descriptor) throws(SystemError) {
        final class Watch: Sendable {
            let process: Int32
            let signal: Descriptor
            init(_ process: Int32, _ signal: consuming Descriptor) {
                self.process = process
                self.signal = signal
            }
        }
        let context = Unmanaged.passRetained(Watch(process, signal)).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let code = pthread_create(
            &thread, nil,
            { context in
                #if canImport(Darwin)
                    let watch = Unmanaged<Watch>.fromOpaque(context).takeRetainedValue()
                #else
                    guard let context else { return nil }
                    let watch = Unmanaged<Watch>.fromOpaque(context).takeRetainedValue()
                #endif
                var information = siginfo_t()
                while waitid(P_PID, id_t(watch.process), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
                return nil
            }, context)
        if code != 0 {
            Unmanaged<Watch>.fromOpaque(context).release()
            throw SystemError("pthread_create", code: code)
        }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }

    /// Waits for the child `process` to end and takes its status.
    static func reap(_ process: Int32) -> ExitStatus {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }

    static let terminate = SIGTERM
    static let kill = SIGKILL

    /// Sends a signal to every process of a group, and wakes those that are suspended; none left is no error.
    static func send(_ signal: Int32, toGroup group: Int32) {
        guard group > 1 else { return }
        _ = killpg(group, signal)
        _ = killpg(group, SIGCONT)
    }

    /// Has a write to a pipe without readers fail instead of killing this process.
    static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Waits until the processes of a group that was killed are gone, which takes the system a moment; no longer than a quarter
    /// of a second, since one that hangs in the system cannot be helped.
    static func awaitEnd(ofGroup group: Int32) {
        for _ in 0..<250 {
            guard killpg(group, 0) == 0 else { return }
            sleep(seconds: 0.001)
        }
    }

    /// Has SIGINT, SIGTERM and SIGHUP write one byte each to `descriptor`.
    static func catchSignals(writingTo descriptor: Int32) {
        signalDescriptor.store(descriptor, ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            _ = signal(number) { _ in
                let saved = errno
                var byte: UInt8 = 1
                _ = write(signalDescriptor.load(ordering: .sequentiallyConsistent), &byte, 1)
                errno = saved
            }
        }
    }

    /// Gives the signals back to their usual actions if they write to `descriptor`.
    static func releaseSignals(writingTo descriptor: Int32) {
        let (mine, _) = signalDescriptor.compareExchange(
            expected: descriptor, desired: -1, ordering: .sequentiallyConsistent)
        guard mine else { return }
        for number in [SIGINT, SIGTERM, SIGHUP] { _ = signal(number, SIG_DFL) }
    }

    /// A signal's name, such as "SIGSEGV (Segmentation fault)".
    static func name(ofSignal signal: Int32) -> String {
        let names: [Int32: String] = [
            SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
            SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV",
            SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ",
        ]
        let words = strsignal(signal).map { String(cString: $0) } ?? "unknown"
        return "\(names[signal] ?? "signal \(signal)") (\(words))"
    }

    /// This process's environment.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        while let entry = next?.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next = next?.advanced(by: 1)
        }
        return variables
    }

    /// Makes one folder; one that is there already is no error.
    static func makeDirectory(_ path: String) throws(SystemError) {
        if mkdir(path, 0o755) != 0 && errno != EEXIST { throw SystemError("mkdir", path) }
    }

    /// Puts the file `path` in the place of `destination`.
    static func rename(_ path: String, to destination: String) throws(SystemError) {
        #if canImport(Darwin)
            let code = Darwin.rename(path, destination)
        #elseif canImport(Musl)
            let code = Musl.rename(path, destination)
        #else
            let code = Glibc.rename(path, destination)
        #endif
        if code != 0 { throw SystemError("rename", destination) }
    }

    /// Removes a file if it is there.
    static func remove(_ path: String) { _ = unlink(path) }

    /// Whether there is anything at `path`.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Whether `path` is a folder.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The position of the first `byte` in `bytes`.
    static func index(of byte: UInt8, in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress, let found = memchr(start, Int32(byte), buffer.count) else {
                return nil
            }
            return bytes.startIndex + (UnsafeRawPointer(found) - start)
        }
    }

    /// Seconds of a clock that never goes back.
    static var monotonicSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Does nothing for a while.
    static func sleep(seconds: Double) { usleep(UInt32(max(0, min(seconds, 1)) * 1_000_000)) }

    /// The processors that this machine has for us.
    static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// This process's id.
    static var processIdentifier: Int32 { getpid() }
}

/// Functions that the C library has and that its headers hide from Swift on Linux (they ask for _GNU_SOURCE).
private enum Hidden {
    #if canImport(Darwin)
        static func pipe(_ ends: UnsafeMutablePointer<Int32>) -> Int32 { Darwin.pipe(ends) }

        static func changeDirectory(
            _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t?>, _ path: String
        ) -> Int32 { posix_spawn_file_actions_addchdir_np(actions, path) }
    #else
        /// A pipe that no program started meanwhile by another thread inherits.
        static func pipe(_ ends: UnsafeMutablePointer<Int32>) -> Int32 {
            typealias Function = @convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32
            guard let symbol = dlsym(nil, "pipe2") else { return -1 }
            return unsafeBitCast(symbol, to: Function.self)(ends, O_CLOEXEC)
        }

        static func changeDirectory(
            _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ path: String
        ) -> Int32 {
            typealias Function =
                @convention(c) (
                    UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>
                ) -> Int32
            guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return ENOSYS }
            return unsafeBitCast(symbol, to: Function.self)(actions, path)
        }
    #endif
}

/// Lends `strings` as a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws(SystemError) -> Result
) throws(SystemError) -> Result {
    let pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return try body(pointers)
}
