import System

/// Follows a file that another program appends to, by byte offset; opened anew at each look, as network file systems need it.
///
/// A file that is shorter than before, or no longer says what was read of it, was written anew and is read from its start.
struct FileFollower {
    let path: String
    private var offset = 0
    /// What was read first and last, to know the file by.
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var identity: FileIdentity?
    /// Whether what was read is another program's, so that a file that was written again is new though it says the same.
    private var isOfBefore = false
    /// Whether the last look left something unread.
    private(set) var hasMore = false
    private static let chunk = 1 << 16
    private static let headLimit = 1 << 16
    private static let tailLimit = 1 << 12

    /// Follows `path` from its start; it need not be there yet.
    init(path: String) { self.path = path }

    /// What was appended since the last look, at most 64 KiB: empty where there is nothing new, and from the start again where
    /// the file was written anew, which `restarted` says.
    mutating func next() -> (bytes: [UInt8], restarted: Bool) {
        do throws(SystemError) {
            let file = try Descriptor(reading: path)
            let found = try file.identity()
            hasMore = false
            if found == identity, found.size == offset { return ([], false) }
            let restarted = offset > 0 ? try isRewritten(file, found) : false
            if restarted {
                (offset, head, tail, isOfBefore) = (0, [], [], false)
            }
            identity = found
            try file.seek(to: offset)
            let bytes = try file.receive(upTo: Self.chunk) ?? []
            take(bytes)
            hasMore = !bytes.isEmpty && offset < found.size
            return (bytes, restarted)
        } catch {
            hasMore = false
            return ([], false)
        }
    }

    /// What was read by now was there before the program began that is followed.
    mutating func regardAsOld() { isOfBefore = true }

    private func isRewritten(_ file: borrowing Descriptor, _ found: FileIdentity) throws(SystemError) -> Bool {
        if found.size < offset { return true }
        // Of an old file nothing was read that this one could repeat.
        if isOfBefore, found.size == offset || identity.map({ !found.isSameFile(as: $0) }) ?? true { return true }
        try file.seek(to: 0)
        guard try Self.whole(head.count, of: file) == head else { return true }
        try file.seek(to: offset - tail.count)
        return try Self.whole(tail.count, of: file) != tail
    }

    private static func whole(_ count: Int, of file: borrowing Descriptor) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let more = try file.receive(upTo: count - bytes.count), !more.isEmpty {
            bytes += more
        }
        return bytes
    }

    private mutating func take(_ bytes: [UInt8]) {
        offset += bytes.count
        if head.count < Self.headLimit { head += bytes.prefix(Self.headLimit - head.count) }
        tail = Array((tail + bytes.suffix(Self.tailLimit)).suffix(Self.tailLimit))
    }
}
