import System

/// Keeps what a trial prints, up to a limit, so that a program gone wild fills neither the disk nor the loop's time.
struct LogFile: ~Copyable {
    private let file: Descriptor
    private var room: Int
    private var isOpen = true

    /// Opens or creates the log at `path`, which may grow to `limit` bytes in all.
    init(appendingTo path: String, limit: Int) throws(SystemError) {
        let file = try Descriptor(writing: path, appending: true)
        room = max(0, limit - (try file.size()))
        self.file = file
    }

    /// Appends `bytes`; past the limit, or where the disk is full, one note and then nothing.
    mutating func append(_ bytes: [UInt8]) {
        guard isOpen else { return }
        let kept = bytes.prefix(room)
        room -= kept.count
        do throws(SystemError) {
            guard try file.send(kept) == kept.count else { throw SystemError("write") }
            guard kept.count < bytes.count else { return }
            isOpen = false
            _ = try file.send(ArraySlice("\n[hpo] the log is full; what follows is not kept\n".utf8))
        } catch {
            isOpen = false
        }
    }
}
