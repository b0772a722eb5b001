/// A file that is written beside its place and renamed into it when it is whole.
///
///     var file = try ReplacedFile(at: path)
///     try file.append(bytes)
///     try file.commit()
///
/// Until `commit`, whoever reads `path` sees the file that was there before. A file that is not committed is removed;
/// one that a killed process left behind is overwritten by the next.
public struct ReplacedFile: ~Copyable {
    private let path: String
    private let beside: String
    private let file: Descriptor
    private var pending: [UInt8] = []

    /// As many bytes are kept until they are written together.
    private static let most = 1 << 18

    /// Opens a file for writing that will be at `path`.
    ///
    /// - Parameter beside: where it is until then, in the same folder; by default `path` with `.partial` after it.
    public init(at path: String, beside: String? = nil) throws(SystemError) {
        self.path = path
        self.beside = beside ?? path + ".partial"
        do throws(SystemError) { file = try Descriptor(writing: self.beside) } catch {
            throw SystemError(error.call, path, code: error.code)
        }
    }

    deinit { Files.remove(beside) }

    /// Writes more bytes at the end.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        if bytes.count < Self.most / 4 {
            pending.append(contentsOf: bytes)
            if pending.count >= Self.most { try flush() }
        } else {
            try flush()
            try write(bytes)
        }
    }

    /// Writes numbers as they lie in memory.
    public mutating func append(_ numbers: [UInt64]) throws(SystemError) {
        numbers.withUnsafeBytes { pending.append(contentsOf: $0) }
        if pending.count >= Self.most { try flush() }
    }

    /// Writes more bytes at the end.
    public mutating func append(bytes: [UInt8]) throws(SystemError) {
        pending.append(contentsOf: bytes)
        if pending.count >= Self.most { try flush() }
    }

    /// Writes more text, in UTF-8, at the end.
    public mutating func append(_ text: String) throws(SystemError) {
        pending.append(contentsOf: text.utf8)
        if pending.count >= Self.most { try flush() }
    }

    /// Puts the file in its place.
    ///
    /// - Parameter isDurable: whether its contents, then its name, are on the disk when this returns; otherwise they survive
    ///   the death of this process and not that of the machine.
    public consuming func commit(isDurable: Bool = true) throws(SystemError) {
        try flush()
        do throws(SystemError) {
            if isDurable { try file.synchronize() }
            try Files.rename(beside, to: path)
        } catch {
            throw SystemError(error.call, path, code: error.code)
        }
        if isDurable { Self.synchronizeFolder(of: path) }
    }

    private mutating func flush() throws(SystemError) {
        guard !pending.isEmpty else { return }
        var failure: SystemError?
        pending.withUnsafeBytes { bytes in
            do throws(SystemError) { try write(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        pending.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        do throws(SystemError) { _ = try file.send(bytes) } catch {
            throw SystemError(error.call, path, code: error.code)
        }
    }

    /// Some file systems have no fsync for folders; the rename has happened all the same.
    private static func synchronizeFolder(of path: String) {
        guard let folder = try? Descriptor(reading: Files.folder(of: path)) else { return }
        try? folder.synchronize()
    }
}
