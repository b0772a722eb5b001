internal import CSQLite

extension Connection {
    /// From how many pages on the log is copied into the file where nothing else is said: 16 MiB.
    ///
    /// Four times SQLite's own number, as writers wait while ours runs: what is written again and again, as an epoch's
    /// pages are, is then copied the less often, and eight processes that do nothing but record lose no time to it.
    public static let checkpointPages = 4000

    /// Copies the write-ahead log into the file whenever a commit has left it `pages` long; see `Checkpointer`.
    mutating func keepLogShort(pages: Int) {
        let checkpointer = Checkpointer(path: path, vfs: vfs, pages: pages)
        checkpointer.install(on: handle)
        self.checkpointer = checkpointer
    }

    /// Copies the log into the file where that is due and no transaction is open.
    func checkpointIfDue() {
        guard let checkpointer, checkpointer.isDue, !isInTransaction else { return }
        checkpointer.run(on: handle)
    }
}
