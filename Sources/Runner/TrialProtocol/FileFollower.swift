import System

/// Follows a file that another program appends to, by byte offset; opened anew at each look, as network file systems need it.
struct FileFollower {
    let path: String
    private var offset = 0
    private static let chunk = 1 << 20

    /// Follows `path` from its start; it need not be there yet.
    init(path: String) { self.path = path }

    /// What was appended since the last look, at most 1 MiB: empty where there is nothing new, and from the start again where
    /// the file has become shorter, which `restarted` says.
    mutating func next() -> (bytes: [UInt8], restarted: Bool) {
        do throws(SystemError) {
            let file = try Descriptor(reading: path)
            let restarted = try file.size() < offset
            if restarted { offset = 0 }
            try file.seek(to: offset)
            let bytes = try file.receive(upTo: Self.chunk) ?? []
            offset += bytes.count
            return (bytes, restarted)
        } catch {
            return ([], false)
        }
    }
}
