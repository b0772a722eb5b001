import System

/// A regular file open for bounded reads at offsets.
///
/// It is read rather than mapped: a file that another program shortens meanwhile is then an error, not a signal.
struct ReadableFile: ~Copyable {
    let path: String
    let size: Int
    private let descriptor: Descriptor

    init(opening path: String) throws(FileError) {
        let descriptor = try FileError.during("open", path) { () throws(SystemError) in try Descriptor(reading: path) }
        let size = try FileError.during("open", path) { () throws(SystemError) in try descriptor.regularSize() }
        guard let size else { throw .notAFile(path: path) }
        self.path = path
        self.size = size
        self.descriptor = descriptor
    }

    /// Fills `buffer` with the bytes that start at `offset`.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
        precondition(offset >= 0)
        try FileError.during("read", path) { () throws(SystemError) in try descriptor.fill(buffer, at: offset) }
    }

    /// `count` bytes from `offset` on. The range must lie inside the file, so that nothing beyond it is allocated.
    func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        try elements(at: offset, count: count)
    }

    /// `count` elements of a plain type, as they lie in the file (little-endian, as all supported machines are).
    func elements<Element: BitwiseCopyable>(at offset: Int, count: Int) throws(FileError) -> [Element] {
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflow, count >= 0, offset >= 0, offset <= size, byteCount <= size - offset else {
            throw .unexpected(
                path: path, tensor: nil, expected: "\(count) elements at byte \(offset)",
                found: "a file of \(size) bytes")
        }
        var failure: FileError?
        let result = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            let target = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: byteCount)
            do throws(FileError) {
                try read(at: offset, into: target)
                initialized = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return result
    }
}
