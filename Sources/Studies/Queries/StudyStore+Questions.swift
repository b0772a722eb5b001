import Storage

extension StudyStore {
    /// Answers a SELECT over the database's tables and views, which can read and do nothing else.
    ///
    /// - Parameter limit: the most rows; nil for all.
    /// - Returns: the rows, and whether there are more.
    /// - Throws: `storage(database(question))` where the text is no single SELECT.
    public func answer(_ sql: String, limit: Int? = nil) throws(StudyError) -> (sheet: Sheet, isCut: Bool) {
        let answer = try storing { () throws(StorageError) in try database.answer(sql, limit: limit) }
        return (Sheet(columns: answer.columns, rows: answer.rows), answer.isCut)
    }

    /// The views for people, by name, each with its columns.
    public func views() throws(StudyError) -> [(name: String, columns: [String])] {
        try storing { () throws(StorageError) in try database.views() }
    }
}
