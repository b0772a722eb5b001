// Knowledge: trials of other studies, copied when a study was made.

internal import SQLite
internal import Search

extension StudyDatabase {
    /// The trials of other studies that the study's sampler knows of, the oldest first.
    public func knowledge(of study: StudyID) throws(StorageError) -> [KnownTrial] {
        try read("read the knowledge") { session throws(StorageError) in
            let parameters = try session.rows(
                "SELECT number, name, type, value FROM known_parameters WHERE study = ?", study.id
            ) { row throws(SQLiteError) in
                (number: try row[0] as Int, name: try row[1] as String, value: try row.value(at: 3))
            }
            let configurations = Dictionary(grouping: parameters, by: \.number).mapValues { parameters in
                Configuration(Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) }))
            }
            return try session.rows(
                """
                SELECT number, source, source_trial, pruned_epoch, value FROM knowledge
                WHERE study = ? ORDER BY number
                """, study.id
            ) { row throws(SQLiteError) in
                let number: Int = try row[0]
                return KnownTrial(
                    number: number, source: try row[1], sourceTrial: try row[2],
                    configuration: configurations[number] ?? Configuration(), prunedEpoch: try row[3],
                    value: try row[4] as Double? ?? .nan)
            }
        }
    }
}

extension Session {
    mutating func insert(_ trial: KnownTrial, of study: StudyID) throws(StorageError) {
        try run(
            """
            INSERT INTO knowledge (study, number, source, source_trial, pruned_epoch, value)
            VALUES (?, ?, ?, ?, ?, ?)
            """, study.id, trial.number, trial.source, trial.sourceTrial, trial.prunedEpoch, trial.value)
        for name in trial.configuration.names {
            guard let value = trial.configuration[name] else { continue }
            try run(
                "INSERT INTO known_parameters (study, number, name, type, value) VALUES (?, ?, ?, ?, ?)",
                study.id, trial.number, name, value.storedType, value.sqliteValue)
        }
    }
}
