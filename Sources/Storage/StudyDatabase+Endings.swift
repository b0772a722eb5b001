// Trials end: told by their owner, or taken over or reaped when it has died.

internal import SQLite
public import Search
internal import System

extension StudyDatabase {
    /// Ends a running trial.
    ///
    /// - Parameters:
    ///   - outcome: the score of `.completed` is what the trial counts with.
    ///     A trial that the pruner has stopped or paused in this attempt, and that is now `.stopped` or `.completed`, ends as
    ///     the pruner said.
    ///   - reason: why it was stopped, where there is something to say; a failure brings its own.
    ///   - counting: what of its epochs' values the trial counts with.
    ///   - usage: what its program has used, where that is known.
    ///   - isRetried: whether a failure is that of the attempt alone: the trial is stopped, and can be resumed.
    /// - Returns: what is recorded, and the revision of this change of the history.
    /// - Throws: `superseded` where the trial was begun anew, `notRunning` where it has ended.
    @discardableResult
    public func finish(
        _ attempt: TrialAttempt, _ outcome: Outcome, reason: String? = nil, counting: TrialValue = .best,
        having usage: ProgramUsage? = nil, isRetried: Bool = false
    ) throws(StorageError) -> (outcome: Outcome, revision: Int) {
        let now = clock()
        return try write("end trial \(attempt.number)") { session throws(StorageError) in
            try session.checkRuns(attempt)
            if let usage { try session.record(usage, of: attempt) }
            var outcome = outcome
            switch outcome {
            case .stopped, .completed: outcome = try session.decidedOutcome(of: attempt) ?? outcome
            case .pruned, .paused, .failed: break
            }
            let revision = try session.end(
                attempt, outcome, reason: reason, counting: counting, isRetried: isRetried, now: now)
            return (outcome, revision)
        }
    }

    /// The running trials of the study whose owner is known to have died, by one look. Trials by hand have no owner and are left
    /// alone, and so are those of other machines.
    public func orphans(of study: StudyID, seenFrom here: Owner) throws(StorageError) -> [Claim] {
        var silences = Silences()
        return try orphans(of: study, seenFrom: here, watching: &silences, at: 0).dead
    }

    /// The running trials of the study whose owner has died, and those of which nobody can tell yet.
    ///
    /// On this machine a process is looked up by its number and start; owners on other machines count as dead when their
    /// heartbeat has not changed for `expiry` seconds while it was watched.
    ///
    /// - Parameters:
    ///   - silences: what was seen at earlier looks.
    ///   - now: seconds of a clock of this process that never goes back.
    public func orphans(
        of study: StudyID, seenFrom here: Owner, watching silences: inout Silences, at now: Double,
        expiry: Double = 60
    ) throws(StorageError) -> (dead: [Claim], inDoubt: [Claim]) {
        let claims = try read("look for trials whose run ended") { session throws(StorageError) in
            try session.claims(of: study)
        }
        let liveness = claims.map {
            (claim: $0, is: $0.owner.liveness(seenFrom: here, isRunning: environment.isRunning))
        }
        let unknown = liveness.filter { $0.is == .unknown }.map(\.claim)
        silences.look(at: unknown, at: now)
        let seen = silences
        let silent = unknown.filter { seen.isSilent($0, for: expiry, at: now) }
        let dead = liveness.filter { $0.is == .dead }.map(\.claim) + silent
        return (dead, unknown.filter { !silent.contains($0) && !seen.hasSpoken($0) })
    }

    /// Makes `owner` the one who runs an orphaned trial, whose job goes on.
    ///
    /// - Returns: the trial in its present attempt; nil where the claim is not as it was, since another process was faster,
    ///   and where the pruner had decided to stop or pause it: then it is to be reaped.
    public func takeOver(_ orphan: Claim, by owner: Owner) throws(StorageError) -> ClaimedTrial? {
        let now = clock()
        let attempt = orphan.attempt
        return try write("take over trial \(attempt.number)") { session throws(StorageError) in
            guard try session.claims(of: attempt.study).contains(orphan),
                try session.decidedOutcome(of: attempt) == nil
            else { return nil }
            try session.run(
                """
                UPDATE claims SET host = ?, boot = ?, pid = ?, pid_start = ?, heartbeat_at = ?
                WHERE study = ? AND trial = ?
                """, owner.host, owner.boot, owner.process.pid, owner.process.start, now, attempt.study.id,
                attempt.number)
            return try session.claimed(attempt)
        }
    }

    /// Stops orphaned trials, so that they can be resumed; those that the pruner had just stopped or paused end as it said.
    ///
    /// Their jobs must have been ended before: two programs must never write one checkpoint.
    ///
    /// - Returns: the trials that were stopped. Another process may have reaped and resumed some meanwhile: only a claim that
    ///   is as it was counts.
    @discardableResult
    public func reap(_ orphans: [Claim]) throws(StorageError) -> [ReapedTrial] {
        guard let study = orphans.first?.attempt.study else { return [] }
        let now = clock()
        return try write("stop the trials whose run ended") { session throws(StorageError) in
            let unchanged = Set(try session.claims(of: study))
            var reaped: [ReapedTrial] = []
            for claim in orphans where unchanged.contains(claim) {
                let owner = claim.owner
                let outcome = try session.decidedOutcome(of: claim.attempt) ?? .stopped
                let revision = try session.end(
                    claim.attempt, outcome,
                    reason: outcome == .stopped
                        ? "its run ended without a word (process \(owner.process.pid) on \(owner.host))" : nil, now: now
                )
                reaped.append(ReapedTrial(attempt: claim.attempt, owner: owner, outcome: outcome, revision: revision))
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

extension Session {
    /// The claims on trials of the study, or of all.
    mutating func claims(of study: StudyID? = nil) throws(StorageError) -> [Claim] {
        try rows(
            """
            SELECT trial, attempt, host, boot, pid, pid_start, launcher, handle, heartbeat_at, study FROM main.claims
            WHERE ?1 IS NULL OR study = ?1 ORDER BY study, trial
            """, study?.id
        ) { row throws(SQLiteError) in
            let launcher: String? = try row[6]
            let handle: String? = try row[7]
            let process = ProcessIdentity(pid: try row[4], start: try row[5])
            return Claim(
                attempt: TrialAttempt(study: StudyID(id: try row[9]), number: try row[0], attempt: try row[1]),
                owner: Owner(host: try row[2], boot: try row[3], process: process),
                handle: launcher.map { JobHandle(launcher: $0, text: handle ?? "") }, heartbeatAt: try row[8])
        }
    }

    /// What the pruner decided in this attempt, when its owner had not the time to carry it out: nil where nothing.
    mutating func decidedOutcome(of attempt: TrialAttempt) throws(StorageError) -> Outcome? {
        let decided = try first(
            """
            SELECT epoch, verdict FROM epochs
            JOIN attempts ON attempts.study = epochs.study AND attempts.trial = epochs.trial AND attempts.attempt = ?3
            JOIN trials ON trials.study = epochs.study AND trials.number = epochs.trial
            WHERE epochs.study = ?1 AND epochs.trial = ?2 AND verdict_revision >= started_revision
              AND audited_epoch IS NULL
            ORDER BY verdict_revision DESC LIMIT 1
            """, attempt.study.id, attempt.number, attempt.attempt
        ) { row throws(SQLiteError) in (epoch: try row[0] as Int, verdict: try row.name(at: 1, as: Verdict.self)) }
        switch decided?.verdict {
        case .stop?: return decided.map { .pruned(epoch: $0.epoch) }
        case .pause?: return decided.map { .paused(epoch: $0.epoch) }
        case .continue?, nil: return nil
        }
    }

    /// Ends a running attempt: its outcome, the trial's state, the end of the claim, a change of the history.
    ///
    /// An attempt that has failed and is tried again leaves its trial stopped, and is to the history what any other stop is. Of
    /// one that was set aside that stays on record, and it is not tried again.
    mutating func end(
        _ attempt: TrialAttempt, _ outcome: Outcome, reason: String?, counting: TrialValue = .best,
        isRetried: Bool = false, now: Double
    ) throws(StorageError) -> Int {
        let (study, number) = (attempt.study.id, attempt.number)
        var (name, prunedEpoch, reason) = (TrialState.Name.stopped, Int?.none, reason)
        var pausedEpoch: Int?
        var score: Score?
        switch outcome {
        case .completed(let reached): (name, score, reason) = (.completed, reached, nil)
        case .pruned(let epoch): (name, prunedEpoch, reason) = (.pruned, epoch, nil)
        case .failed(let why): (name, reason) = (.failed, why)
        case .paused(let epoch): (pausedEpoch, reason) = (epoch, "paused by the pruner at epoch \(epoch)")
        case .stopped: break
        }
        let isSetAside = try isSetAside(attempt)
        if isSetAside, name == .stopped && pausedEpoch == nil || isRetried {
            (name, reason) = (.stopped, Trial.asideReason)
        }
        let revision = try nextRevision(of: attempt.study)
        let isSingle = score?.value != nil
        try run(
            """
            UPDATE attempts SET ended_revision = ?, ended_at = ?, outcome = ?, value = ?, violation = ?,
                pruned_epoch = ?, paused_epoch = ?, reason = ?
            WHERE study = ? AND trial = ? AND attempt = ?
            """, revision, now, name.rawValue, score?.values.first, isSingle ? nil : score?.violation, prunedEpoch,
            pausedEpoch, reason, study, number, attempt.attempt)
        let state = isRetried && name == .failed ? TrialState.Name.stopped : name
        try run("UPDATE trials SET state = ? WHERE study = ? AND number = ?", state.rawValue, study, number)
        if let value = score?.value {
            // What it was told to count with may be another value than its epochs' best, or have no epoch at all; the epoch of
            // a last value or a mean is known already, and the same value may have been there before.
            try run(
                """
                UPDATE trials SET value = ?1, best_epoch = CASE
                    WHEN ?4 AND best_epoch IS NOT NULL AND value IS ?1 THEN best_epoch
                    ELSE (SELECT min(epoch) FROM epochs WHERE study = ?2 AND trial = ?3
                          AND revision IS NOT NULL AND objective IS ?1 AND coalesce(violation, 0) = 0) END
                WHERE study = ?2 AND number = ?3
                """, value, study, number, counting != .best)
        } else if let score {
            try setScore(score.values, score.violation, of: number, in: attempt.study)
        }
        try run("DELETE FROM claims WHERE study = ? AND trial = ?", study, number)
        return revision
    }
}
