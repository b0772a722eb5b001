// What a study's history had come to, kept so that a process that asks once need not read every epoch.

internal import SQLite
public import Search

/// A study's history as it was kept: all changes up to a revision.
public struct StudySnapshot: Sendable, Hashable {
    /// The newest change that is in it.
    public let revision: Int
    /// The trials of each stage; nil names the whole study where it has no stages.
    public let stages: [String?: HistorySnapshot]

    /// The trials by stage, up to `revision`.
    public init(revision: Int, stages: [String?: HistorySnapshot]) {
        self.revision = revision
        self.stages = stages
    }
}

extension StudyDatabase {
    /// What was kept of the study's history, nil where nothing was, or nothing up to `last`.
    public func snapshot(of study: StudyID, through last: Int = .max) throws(StorageError) -> StudySnapshot? {
        try read("read the kept history") { session throws(StorageError) in
            let rows = try session.rows(
                "SELECT stage, revision, trials FROM snapshots WHERE study = ? AND revision <= ?", study.id, last
            ) { row throws(SQLiteError) in
                (stage: try row[0] as String, revision: try row[1] as Int, bytes: try row[2] as SQLiteValue)
            }
            guard let revision = rows.first?.revision, rows.allSatisfy({ $0.revision == revision }) else { return nil }
            var stages: [String?: HistorySnapshot] = [:]
            for row in rows {
                guard case .blob(let bytes) = row.bytes else { return nil }
                stages[row.stage.isEmpty ? nil : row.stage] = HistorySnapshot(bytes: bytes)
            }
            return StudySnapshot(revision: revision, stages: stages)
        }
    }

    /// Keeps what the history has come to, in place of what was kept before, unless that is newer.
    public func keep(_ snapshot: StudySnapshot, of study: StudyID) throws(StorageError) {
        try write("keep the history") { session throws(StorageError) in
            guard let newest = try session.revision(of: study), newest >= snapshot.revision else { return }
            let kept = try session.first("SELECT max(revision) FROM snapshots WHERE study = ?", study.id) {
                row throws(SQLiteError) in try row[0] as Int?
            }
            // One beyond the history is none.
            if let kept = kept.flatMap({ $0 }), kept >= snapshot.revision, kept <= newest { return }
            try session.run("DELETE FROM snapshots WHERE study = ?", study.id)
            for (stage, trials) in snapshot.stages {
                try session.run(
                    "INSERT INTO snapshots (study, stage, revision, trials) VALUES (?, ?, ?, ?)", study.id, stage ?? "",
                    snapshot.revision, SQLiteValue.blob(trials.bytes))
            }
        }
    }
}
