// What is wrong with what is recorded, and who runs what.

internal import SQLite

extension StudyDatabase {
    /// What is wrong with the file at `path` as such, before anything of what is in it is trusted; none where it is whole.
    ///
    /// - Throws: for a file that is not ours, or cannot be read.
    public static func damages(of path: String, limit: Int = 10) throws(StorageError) -> [String] {
        do { return try Schema.hpo.damages(of: path, limit: limit) } catch { throw .database(error) }
    }

    /// How many studies, trials and epochs there are.
    public func totals() throws(StorageError) -> (studies: Int, trials: Int, epochs: Int) {
        let counts = try read("count the records") { session throws(StorageError) in
            try session.first(
                "SELECT (SELECT count(*) FROM studies), (SELECT count(*) FROM trials), (SELECT count(*) FROM epochs)"
            ) { row throws(SQLiteError) in [try row[0] as Int, try row[1], try row[2]] }
        }
        return (counts?[0] ?? 0, counts?[1] ?? 0, counts?[2] ?? 0)
    }

    /// What is recorded of studies and contradicts itself, at most `limit` of each kind; none where all is sound.
    ///
    /// - Parameter names: the studies that are looked at; nil for all.
    public func recordProblems(
        of names: Set<String>? = nil, limit: Int = 10
    ) throws(StorageError) -> [RecordProblem] {
        try read("check the records") { session throws(StorageError) in
            var problems: [RecordProblem] = []
            for invariant in RecordInvariant.all {
                problems += try session.violations(of: invariant, in: names).prefix(limit)
            }
            return problems
        }
    }

    /// Which process runs which trial of which study, by study and number.
    public func claims() throws(StorageError) -> [Claim] {
        try read("look for running trials") { session throws(StorageError) in try session.claims() }
    }
}

extension Session {
    fileprivate mutating func violations(
        of invariant: RecordInvariant, in names: Set<String>?
    ) throws(StorageError) -> [RecordProblem] {
        let found = try rows(
            """
            WITH found (study, trial, detail) AS (\(invariant.query))
            SELECT name, trial, CAST(detail AS TEXT) FROM found JOIN studies ON id = found.study ORDER BY id, trial
            """
        ) { row throws(SQLiteError) in
            let detail: String? = try row[2]
            return RecordProblem(
                study: try row[0], trial: try row[1],
                words: invariant.words.split(separator: "%", omittingEmptySubsequences: false).joined(
                    separator: detail ?? ""))
        }
        return found.filter { names?.contains($0.study) ?? true }
    }
}
