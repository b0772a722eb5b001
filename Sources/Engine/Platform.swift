// What differs by platform in this module, and nothing else: the C library behind files and mathematics.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The system's calls on files, with -1 and errno turned into values.
enum Platform {
    /// A failed call's error number.
    struct SystemError: Error {
        let code: Int32
        static var last: SystemError { SystemError(code: errno) }
        static let endOfFile = SystemError(code: EIO)
        static let notFound = ENOENT
        var isNotFound: Bool { code == ENOENT }
    }

    enum Access {
        case read
        case replace
    }

    static func open(_ path: String, _ access: Access) throws(SystemError) -> Int32 {
        let flags =
            switch access {
            case .read: O_RDONLY | O_CLOEXEC | O_NONBLOCK
            case .replace: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
            }
        while true {
            let descriptor = path.withCString { name in
                #if canImport(Glibc)
                    Glibc.open(name, flags, 0o644)
                #elseif canImport(Musl)
                    Musl.open(name, flags, 0o644)
                #else
                    Darwin.open(name, flags, 0o644)
                #endif
            }
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw .last }
        }
    }

    static func closeDescriptor(_ descriptor: Int32) {
        _ = close(descriptor)
    }

    /// The size of a regular file in bytes, or nil for a folder, a pipe or a device.
    static func regularSize(of descriptor: Int32) throws(SystemError) -> Int? {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw .last }
        guard information.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(information.st_size)
    }

    /// Fills `buffer` with the bytes from `offset` on; a file that ends before is an error.
    static func read(
        _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(SystemError) {
        var done = 0
        while done < buffer.count {
            guard let base = buffer.baseAddress else { return }
            let count = pread(descriptor, base + done, min(buffer.count - done, 1 << 30), off_t(offset + done))
            if count > 0 { done += count; continue }
            if count == 0 { throw .endOfFile }
            guard errno == EINTR else { throw .last }
        }
    }

    static func append(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            guard let base = bytes.baseAddress else { return }
            let count = write(descriptor, base + done, min(bytes.count - done, 1 << 30))
            if count >= 0 { done += count; continue }
            guard errno == EINTR else { throw .last }
        }
    }

    static func synchronize(_ descriptor: Int32) throws(SystemError) {
        guard fsync(descriptor) == 0 else { throw .last }
    }

    static func rename(_ old: String, to new: String) throws(SystemError) {
        #if canImport(Glibc)
            let result = Glibc.rename(old, new)
        #elseif canImport(Musl)
            let result = Musl.rename(old, new)
        #else
            let result = Darwin.rename(old, new)
        #endif
        guard result == 0 else { throw .last }
    }

    static func remove(_ path: String) {
        _ = unlink(path)
    }

    static func cosine(_ angle: Double) -> Double { cos(angle) }
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

    /// The system's words for an error number.
    static func words(for code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }
}

extension Philox {
    /// One normal number (Box and Muller, 1958), in double precision rounded to float.
    public func normal(stream: UInt64, index: UInt64) -> Float {
        let words = block(stream: stream, index: index)
        let radius = (-2 * log((Double(words.0) + 1) * 0x1p-32)).squareRoot()
        return Float(radius * cos(2 * Double.pi * Double(words.1) * 0x1p-32))
    }
}

/// The positions' table of Vaswani et al. (2017): sin at even columns, cos at odd ones.
func sinusoid(time: Int, width: Int) -> [Float] {
    var table = [Float](repeating: 0, count: time * width)
    for column in 0..<width {
        let frequency = exp(-log(10000.0) * Double(column / 2 * 2) / Double(width))
        for position in 0..<time {
            let angle = Double(position) * frequency
            table[position * width + column] = Float(column.isMultiple(of: 2) ? sin(angle) : cos(angle))
        }
    }
    return table
}
