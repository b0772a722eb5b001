// How programs were run: written with the job's handle, completed when it ends.

internal import SQLite

extension StudyDatabase {
    /// The attempts at trial `number` whose runs were recorded, in order.
    public func runs(of number: Int, in study: StudyID) throws(StorageError) -> [AttemptRun] {
        try read("read how trial \(number) was run") { session throws(StorageError) in
            let words = try session.rows(
                """
                SELECT attempt, atom FROM runs, json_each(command) WHERE study = ? AND trial = ?
                ORDER BY attempt, json_each.id
                """, study.id, number
            ) { row throws(SQLiteError) in (attempt: try row[0] as Int, word: try row[1] as String) }
            let commands = Dictionary(grouping: words, by: \.attempt).mapValues { $0.map(\.word) }
            return try session.rows(
                """
                SELECT attempt, started_at, ended_at, host, user, version, directory, git_commit, git_diff, gpu,
                       cpu_seconds, peak_memory
                FROM runs JOIN attempts USING (study, trial, attempt) WHERE study = ? AND trial = ? ORDER BY attempt
                """, study.id, number
            ) { row throws(SQLiteError) in
                let attempt: Int = try row[0]
                let seconds: Double? = try row[10]
                let memory: Int = try row[11] as Int? ?? 0
                return AttemptRun(
                    attempt: attempt, startedAt: try row[1], endedAt: try row[2],
                    run: ProgramRun(
                        host: try row[3], user: try row[4], version: try row[5], command: commands[attempt] ?? [],
                        directory: try row[6], commit: try row[7], diff: try row[8], gpu: try row[9]),
                    usage: seconds.map { ProgramUsage(cpuSeconds: $0, peakMemory: memory) })
            }
        }
    }
}

extension Session {
    /// Notes how an attempt's program is run.
    mutating func record(_ run: ProgramRun, of attempt: TrialAttempt) throws(StorageError) {
        var words: [String] = []
        for word in run.command {
            let quoted = try first("SELECT json_quote(?)", word) { row throws(SQLiteError) in try row[0] as String }
            words.append(quoted ?? "null")
        }
        try self.run(
            "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", attempt.study.id,
            attempt.number, attempt.attempt, run.host, run.user, run.version,
            "[\(words.joined(separator: ","))]", run.directory, run.commit, run.diff, run.gpu)
    }

    /// Notes what an attempt's program has used, where it is on record how it was run.
    mutating func record(_ usage: ProgramUsage, of attempt: TrialAttempt) throws(StorageError) {
        try run(
            "UPDATE runs SET cpu_seconds = ?, peak_memory = ? WHERE study = ? AND trial = ? AND attempt = ?",
            usage.cpuSeconds, usage.peakMemory, attempt.study.id, attempt.number, attempt.attempt)
    }
}
