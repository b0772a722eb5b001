/// A file that is written beside its place and renamed into it when it is whole.
///
///     var file = try ReplacedFile(at: path)
///     try file.append(bytes)
///     try file.commit()
///
/// Until `commit`, whoever reads `path` sees the file that was there before. A file that is not committed is removed;
/// one that a killed process left behind is overwritten by the next.
///
/// What a symbolic link names is replaced, not the link. A device, a pipe and what lies in /dev and /proc cannot be: the bytes
/// are written to it as they come.
public struct ReplacedFile: ~Copyable {
    private let path: String
    /// Where the file is until it is committed, and then; nil where it is written in place.
    private let places: (beside: String, destination: String)?
    private let file: Descriptor
    private var pending: [UInt8] = []

    /// As many bytes are kept until they are written together.
    private static let most = 1 << 18

    /// Opens a file for writing that will be at `path`.
    ///
    /// - Parameter suffix: what is put behind the file's name until then.
    public init(at path: String, suffix: String = ".partial") throws(SystemError) {
        self.path = path
        let destination = Self.destination(path)
        places = destination.map { ($0 + suffix, $0) }
        do throws(SystemError) { file = try Descriptor(writing: places?.beside ?? path) } catch {
            throw SystemError(error.call, path, code: error.code)
        }
    }

    deinit { if let places { Files.remove(places.beside) } }

    /// The file that `path` names, links followed; nil for one that cannot be replaced.
    private static func destination(_ path: String) -> String? {
        if ["/dev/", "/proc/"].contains(where: { path.utf8.starts(with: $0.utf8) }) { return nil }
        if Files.status(path) == .other { return nil }
        guard Files.link(path) != nil else { return path }
        if let canonical = Files.canonical(path) { return canonical }
        // A link to nothing yet; as many in a row as the system follows.
        var place = path
        for _ in 0..<40 {
            guard let next = Files.link(place) else { return place }
            place = Files.resolve(next, in: Files.folder(of: place))
        }
        return path
    }

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
            guard let places else { return }
            if isDurable { try file.synchronize() }
            try Files.rename(places.beside, to: places.destination)
            if isDurable { Self.synchronizeFolder(of: places.destination) }
        } catch {
            throw SystemError(error.call, path, code: error.code)
        }
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
    static func synchronizeFolder(of path: String) {
        guard let folder = try? Descriptor(reading: Files.folder(of: path)) else { return }
        try? folder.synchronize()
    }
}
