// The one file of this module that talks to the operating system: terminal, files, time.

#if canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#elseif canImport(Darwin)
    @preconcurrency import Darwin
#endif

enum Platform {
    // MARK: Process

    /// The value of an environment variable, nil where it is not set or empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value[0] != 0 else { return nil }
        return String(cString: value)
    }

    /// The working directory without symbolic links, nil where it has been deleted.
    static var workingDirectory: String? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    /// The path of this program's file.
    static func executable() throws(Failure) -> String {
        #if canImport(Darwin)
            var size = UInt32(PATH_MAX)
            var buffer = [CChar](repeating: 0, count: Int(size))
            let path = _NSGetExecutablePath(&buffer, &size) == 0 ? buffer : []
        #else
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink("/proc/self/exe", &buffer, buffer.count)
            let path = buffer.prefix(max(0, count))
        #endif
        guard !path.isEmpty else { throw Failure("cannot tell where this program's file is: \(lastReason)") }
        return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Lets Ctrl-C and its like through to this process; some programs start others with these signals blocked.
    static func unblockInterrupts() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    static func exit(_ status: Int32) -> Never {
        #if canImport(Darwin)
            Darwin.exit(status)
        #elseif canImport(Musl)
            Musl.exit(status)
        #else
            Glibc.exit(status)
        #endif
    }

    // MARK: Terminal

    enum Stream: Int32 {
        case input = 0
        case output = 1
        case errors = 2
    }

    static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

    /// The terminal's columns and rows, nil where output is no terminal or it does not say.
    static var terminalSize: (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(Stream.output.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes all of `text`; nil when it is written, else the system's words for what went wrong.
    static func write(_ text: String, to stream: Stream) -> String? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                #if canImport(Darwin)
                    Darwin.write(stream.rawValue, bytes.baseAddress, bytes.count)
                #elseif canImport(Musl)
                    Musl.write(stream.rawValue, bytes.baseAddress, bytes.count)
                #else
                    Glibc.write(stream.rawValue, bytes.baseAddress, bytes.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return lastReason }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    // MARK: Files

    static func isDirectory(_ path: String) -> Bool { mode(of: path) == S_IFDIR }

    static func exists(_ path: String) -> Bool { mode(of: path) != nil }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    /// The names in a folder in ascending order, none where it can't be read.
    static func entries(of directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The bytes of a file, which must not have more than `limit`.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Failure("\(path): \(lastReason)") }
        defer { fclose(file) }
        if isDirectory(path) { throw Failure("\(path): this is a folder; name a file") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        if ferror(file) != 0 { throw Failure("\(path): \(lastReason)") }
        if bytes.count > limit { throw Failure("\(path): longer than \(limit) bytes") }
        return bytes
    }

    /// Writes `text` beside `path` and renames it, so that nothing half-written is ever there.
    static func replace(_ path: String, with text: String) throws(Failure) {
        let beside = "\(path).\(getpid()).part"
        guard let file = fopen(beside, "wb") else { throw Failure("\(path): \(lastReason)") }
        let bytes = Array(text.utf8)
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count && fflush(file) == 0
        let reason = lastReason
        fclose(file)
        if isWritten, rename(beside, path) == 0 { return }
        let failure = Failure("\(path): \(isWritten ? lastReason : reason)")
        unlink(beside)
        throw failure
    }

    /// Makes the folder `path`; one that is there already is no error.
    static func makeDirectory(_ path: String) throws(Failure) {
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw Failure("\(path): \(lastReason)") }
    }

    /// Removes a file, or a folder with all that is in it; symbolic links are removed and not followed.
    static func removeTree(_ path: String) throws(Failure) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in entries(of: path) { try removeTree("\(path)/\(name)") }
        }
        if remove(path) != 0 { throw Failure("\(path): \(lastReason)") }
    }

    /// Removes a folder if nothing is in it.
    static func removeEmptyDirectory(_ path: String) { _ = rmdir(path) }

    // MARK: Numbers and time

    /// `value` in at most `digits` significant digits, as C's %g has it, but for an exponent without zeros: `1e-7`.
    static func text(_ value: Double, digits: Int) -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        _ = withVaList([Int32(digits), value]) { vsnprintf(&buffer, buffer.count, "%.*g", $0) }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let exponent = text.firstIndex(of: "e"), let power = Int(text[text.index(after: exponent)...]) else {
            return text
        }
        return "\(text[..<exponent])e\(power)"
    }

    /// `seconds` since 1970 as local time: `2026-03-14 15:09`.
    static func localTime(_ seconds: Double) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        localtime_r(&moment, &parts)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Seconds of a clock that never goes back.
    static var monotonicSeconds: Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }

    private static var lastReason: String { String(cString: strerror(errno)) }
}
