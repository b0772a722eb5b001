// What people put to trials: tags and remarks. Nothing is decided by them, and they are no part of the history.

internal import SQLite

extension StudyDatabase {
    /// The tags and remarks of the study's trials that have any, by number.
    public func labels(of study: StudyID) throws(StorageError) -> [Int: TrialLabels] {
        try read("read tags and remarks") { session throws(StorageError) in try session.labels(of: study) }
    }

    /// Puts tags to trial `number`, and takes others away; what is as it should be is left.
    ///
    /// - Throws: `unknownTrial`.
    public func tag(
        _ number: Int, of study: StudyID, adding added: [String] = [], removing removed: [String] = []
    ) throws(StorageError) {
        try write("tag trial \(number)") { session throws(StorageError) in
            try session.checkExists(number, of: study)
            for tag in added { try session.tag(number, of: study, tag) }
            for tag in removed {
                try session.run("DELETE FROM tags WHERE study = ? AND trial = ? AND tag = ?", study.id, number, tag)
            }
        }
    }

    /// Notes `remark` about trial `number` in place of what was there; nil takes it away.
    ///
    /// - Throws: `unknownTrial`.
    public func remark(_ remark: String?, about number: Int, of study: StudyID) throws(StorageError) {
        try write("note something about trial \(number)") { session throws(StorageError) in
            try session.checkExists(number, of: study)
            guard let remark else {
                try session.run("DELETE FROM remarks WHERE study = ? AND trial = ?", study.id, number)
                return
            }
            try session.remark(remark, about: number, of: study)
        }
    }
}

extension Session {
    /// The tags and remarks of the study's trials that have any, by number.
    mutating func labels(of study: StudyID) throws(StorageError) -> [Int: TrialLabels] {
        var labels: [Int: TrialLabels] = [:]
        let tags = try rows("SELECT trial, tag FROM tags WHERE study = ? ORDER BY trial, tag", study.id) {
            row throws(SQLiteError) in (trial: try row[0] as Int, tag: try row[1] as String)
        }
        for (trial, tag) in tags { labels[trial, default: TrialLabels()].tags.append(tag) }
        let remarks = try rows("SELECT trial, remark FROM remarks WHERE study = ?", study.id) {
            row throws(SQLiteError) in (trial: try row[0] as Int, remark: try row[1] as String)
        }
        for (trial, remark) in remarks { labels[trial, default: TrialLabels()].remark = remark }
        return labels
    }

    fileprivate mutating func tag(_ number: Int, of study: StudyID, _ tag: String) throws(StorageError) {
        try run("INSERT OR IGNORE INTO main.tags VALUES (?, ?, ?)", study.id, number, tag)
    }

    fileprivate mutating func remark(
        _ remark: String, about number: Int, of study: StudyID
    ) throws(StorageError) {
        try run("INSERT OR REPLACE INTO main.remarks VALUES (?, ?, ?)", study.id, number, remark)
    }

    /// Puts together what people have put to the trials of two copies of a study: the tags of both, and of two remarks about a
    /// trial the one that was here.
    ///
    /// - Parameter labels: those that were here.
    mutating func mergeLabels(_ labels: [Int: TrialLabels], into own: StudyID, of study: StudyID) throws(StorageError) {
        try run(
            "INSERT OR IGNORE INTO main.tags SELECT ?, trial, tag FROM other.tags WHERE study = ?", own.id, study.id)
        try run(
            "INSERT OR IGNORE INTO main.remarks SELECT ?, trial, remark FROM other.remarks WHERE study = ?", own.id,
            study.id)
        for (number, labels) in labels {
            for tag in labels.tags { try self.tag(number, of: own, tag) }
            if let remark = labels.remark { try self.remark(remark, about: number, of: own) }
        }
    }

    fileprivate mutating func checkExists(_ number: Int, of study: StudyID) throws(StorageError) {
        let found = try first("SELECT 1 FROM trials WHERE study = ? AND number = ?", study.id, number) {
            row throws(SQLiteError) in try row[0] as Int
        }
        if found == nil { throw .unknownTrial(number: number) }
    }
}
