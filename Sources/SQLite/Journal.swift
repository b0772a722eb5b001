internal import CSQLite
internal import System

/// The journal that SQLite keeps beside a file which it changes without a write-ahead log: ours, while it is made.
struct Journal {
    /// Where the journal of the database at `database` is.
    let path: String

    init(of database: String) { path = database + "-journal" }

    /// Whether it says that the file was empty before the change that it would undo, so that there is nothing to lose.
    ///
    /// Section 3 of https://www.sqlite.org/fileformat2.html: eight fixed bytes, how many pages the journal holds, a
    /// number, how many pages the file had.
    var undoesFirstWrite: Bool {
        guard let header = head(of: 20) else { return false }
        return header.prefix(8) == [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7] && header[16...] == [0, 0, 0, 0]
    }

    /// The first `count` bytes, by the same way as SQLite reads them; nil where there are fewer, or none.
    private func head(of count: Int) -> [UInt8]? {
        guard case .regular = Files.status(path), let vfs = sqlite3_vfs_find(nil) else { return nil }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: Int(vfs.pointee.szOsFile), alignment: 16)
        defer { memory.deallocate() }
        let file = memory.initializeMemory(as: sqlite3_file.self, to: sqlite3_file(pMethods: nil))
        return path.withCString { name -> [UInt8]? in
            let opened = vfs.pointee.xOpen(vfs, name, file, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_JOURNAL, nil)
            guard let methods = file.pointee.pMethods else { return nil }
            defer { _ = methods.pointee.xClose(file) }
            var bytes = [UInt8](repeating: 0, count: count)
            guard opened == SQLITE_OK, methods.pointee.xRead(file, &bytes, Int32(count), 0) == SQLITE_OK else {
                return nil
            }
            return bytes
        }
    }
}
