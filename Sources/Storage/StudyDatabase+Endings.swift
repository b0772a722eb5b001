// Trials end: told by their owner, or reaped when it has died.

internal import SQLite
public import Search

extension StudyDatabase {
    /// Ends a running trial.
    ///
    /// - Parameters:
    ///   - outcome: the value of `.completed` is what the trial counts with.
    ///   - reason: why it was stopped, where there is something to say; a failure brings its own.
    /// - Returns: the revision of this change of the history.
    /// - Throws: `superseded` where the trial was begun anew, `notRunning` where it has ended.
    @discardableResult
    public func finish(
        _ attempt: TrialAttempt, _ outcome: Outcome, reason: String? = nil
    ) throws(StorageError) -> Int {
        let now = clock()
        return try write("end trial \(attempt.number)") { session throws(StorageError) in
            _ = try session.best(of: attempt)
            return try session.end(attempt, outcome, reason: reason, now: now)
        }
    }

    /// Stops the trials whose owner has died, so that they can be resumed.
    ///
    /// On this machine a process is looked up by its number and start; owners on other machines count as dead when their
    /// heartbeat is older than `expiry` by this machine's clock. Trials by hand have no owner and are left alone.
    ///
    /// - Parameters:
    ///   - expiry: seconds.
    ///   - endOrphan: ends the process group of a trial's program that may have outlived its owner. It is called before
    ///     the trial can be claimed anew, so that no two programs write one checkpoint; it must check that the process
    ///     is still the one that it is told of (`ProcessIdentity.isRunning`), and return when it is gone.
    /// - Returns: the trials that were stopped.
    @discardableResult
    public func reap(
        of study: StudyID, seenFrom here: Owner, expiry: Double = 60, endOrphan: (ProcessIdentity) -> Void
    ) throws(StorageError) -> [ReapedTrial] {
        let now = clock()
        let claims = try read("look for trials whose run ended") { session throws(StorageError) in
            try session.claims(of: study)
        }
        let dead = claims.filter { claim in
            switch claim.owner.liveness(seenFrom: here) {
            case .alive: false
            case .dead: true
            case .unknown: now - claim.heartbeatAt > expiry
            }
        }
        guard !dead.isEmpty else { return [] }
        for claim in dead {
            if let child = claim.child, claim.owner.boot == here.boot { endOrphan(child) }
        }
        return try write("stop the trials whose run ended") { session throws(StorageError) in
            // Another process may have reaped and resumed some meanwhile: only a claim that is as it was counts.
            let unchanged = Set(try session.claims(of: study))
            var reaped: [ReapedTrial] = []
            for claim in dead where unchanged.contains(claim) {
                let owner = claim.owner
                let revision = try session.end(
                    claim.attempt, .stopped,
                    reason: "its run ended without a word (process \(owner.process.pid) on \(owner.host))", now: now)
                reaped.append(
                    ReapedTrial(attempt: claim.attempt, owner: owner, child: claim.child, revision: revision))
            }
            return reaped
        }
    }

    /// Who runs which trials of the study now, by number.
    public func owners(of study: StudyID) throws(StorageError) -> [Int: Owner] {
        let claims = try read("look for running trials") { session throws(StorageError) in
            try session.claims(of: study)
        }
        return Dictionary(uniqueKeysWithValues: claims.map { ($0.attempt.number, $0.owner) })
    }
}

/// A row of `claims`.
struct Claim: Sendable, Hashable {
    let attempt: TrialAttempt
    let owner: Owner
    let child: ProcessIdentity?
    let heartbeatAt: Double
}

extension Session {
    mutating func claims(of study: StudyID) throws(StorageError) -> [Claim] {
        try rows(
            """
            SELECT trial, attempt, host, boot, pid, pid_start, child, child_start, heartbeat_at FROM claims
            WHERE study = ? ORDER BY trial
            """, study.id
        ) { row throws(SQLiteError) in
            let child: Int? = try row[6]
            let childStart: Int? = try row[7]
            let process = ProcessIdentity(pid: try row[4], start: try row[5])
            return Claim(
                attempt: TrialAttempt(study: study, number: try row[0], attempt: try row[1]),
                owner: Owner(host: try row[2], boot: try row[3], process: process),
                child: child.map { ProcessIdentity(pid: $0, start: childStart ?? 0) }, heartbeatAt: try row[8])
        }
    }

    /// Ends a running attempt: its outcome, the trial's state, the end of the claim, a change of the history.
    mutating func end(
        _ attempt: TrialAttempt, _ outcome: Outcome, reason: String?, now: Double
    ) throws(StorageError) -> Int {
        let (study, number) = (attempt.study.id, attempt.number)
        var (name, value, prunedEpoch, reason) = (TrialState.Name.stopped, Double?.none, Int?.none, reason)
        var violation: Double?
        switch outcome {
        case .completed(let best): (name, value, reason) = (.completed, best, nil)
        case .scored(let score):
            (name, value, reason) = (.completed, score.values.first, nil)
            violation = score.violation
        case .pruned(let epoch): (name, prunedEpoch, reason) = (.pruned, epoch, nil)
        case .failed(let why): (name, reason) = (.failed, why)
        case .stopped: break
        }
        let revision = try nextRevision(of: attempt.study)
        try run(
            """
            UPDATE attempts SET ended_revision = ?, ended_at = ?, outcome = ?, value = ?, violation = ?,
                pruned_epoch = ?, reason = ?
            WHERE study = ? AND trial = ? AND attempt = ?
            """, revision, now, name.rawValue, value, violation, prunedEpoch, reason, study, number, attempt.attempt)
        try run("UPDATE trials SET state = ? WHERE study = ? AND number = ?", name.rawValue, study, number)
        if case .scored(let score) = outcome {
            try setScore(score.values, score.violation, of: number, in: attempt.study)
        } else if let value {
            // What it was told to count with may be another value than its epochs' best, or have no epoch at all.
            try run(
                """
                UPDATE trials SET value = ?1, best_epoch = (
                    SELECT min(epoch) FROM epochs WHERE study = ?2 AND trial = ?3
                    AND revision IS NOT NULL AND objective IS ?1)
                WHERE study = ?2 AND number = ?3
                """, value, study, number)
        }
        try run("DELETE FROM claims WHERE study = ? AND trial = ?", study, number)
        return revision
    }
}
