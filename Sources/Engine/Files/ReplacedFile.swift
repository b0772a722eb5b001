/// A file that is written beside its place and renamed into it when it is whole and on the disk.
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
    private let descriptor: Int32
    private var pending: [UInt8] = []

    /// Opens `path` with `.partial` after its name for writing.
    public init(at path: String) throws(FileError) {
        self.path = path
        beside = path + ".partial"
        do { descriptor = try Platform.open(beside, .replace) } catch {
            throw .system(path: path, operation: "write", code: error.code)
        }
    }

    deinit {
        Platform.closeDescriptor(descriptor)
        Platform.remove(beside)
    }

    /// Writes more bytes at the end.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        if bytes.count < 1 << 16 {
            pending.append(contentsOf: bytes)
            if pending.count >= 1 << 18 { try flush() }
        } else {
            try flush()
            try write(bytes)
        }
    }

    /// Writes numbers as they lie in memory.
    mutating func append(_ numbers: [UInt64]) throws(FileError) {
        numbers.withUnsafeBytes { pending.append(contentsOf: $0) }
        if pending.count >= 1 << 18 { try flush() }
    }

    /// Writes more bytes at the end.
    public mutating func append(bytes: [UInt8]) throws(FileError) {
        pending.append(contentsOf: bytes)
        if pending.count >= 1 << 18 { try flush() }
    }

    /// Writes more text, in UTF-8, at the end.
    public mutating func append(_ text: String) throws(FileError) {
        pending.append(contentsOf: text.utf8)
        if pending.count >= 1 << 18 { try flush() }
    }

    /// Puts the file in its place: its contents, then its name, are on the disk when this returns.
    public consuming func commit() throws(FileError) {
        try flush()
        do {
            try Platform.synchronize(descriptor)
            try Platform.rename(beside, to: path)
        } catch {
            throw .system(path: path, operation: "write", code: error.code)
        }
        Self.synchronizeFolder(of: path)
    }

    private mutating func flush() throws(FileError) {
        guard !pending.isEmpty else { return }
        var failure: FileError?
        pending.withUnsafeBytes { bytes in
            do throws(FileError) { try write(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        pending.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        do { try Platform.append(descriptor, bytes) } catch {
            throw .system(path: path, operation: "write", code: error.code)
        }
    }

    /// Some file systems have no fsync for folders; the rename has happened all the same.
    private static func synchronizeFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard let descriptor = try? Platform.open(folder, .read) else { return }
        try? Platform.synchronize(descriptor)
        Platform.closeDescriptor(descriptor)
    }
}
