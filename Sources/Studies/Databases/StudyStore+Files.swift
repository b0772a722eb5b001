public import Storage

extension StudyStore {
    /// Writes what is in the database now to a new file, as a database of its own.
    ///
    /// - Parameter replacing: whether a file that is there is replaced.
    public func backUp(to path: String, replacing: Bool = false) throws(StudyError) {
        try storing { () throws(StorageError) in try database.backUp(to: path, replacing: replacing) }
    }

    /// Writes the file anew, without the room that deleted records have left.
    ///
    /// - Throws: `storage(studyInUse)` while a process runs trials.
    public func compact() throws(StudyError) -> Compaction {
        try storing { () throws(StorageError) in try database.compact(seenFrom: .current()) }
    }
}
