// What StudyLoop's page calls: launching a trial, doing what the plan says, and leaving nothing behind.

import Definitions
import Expressions
import Search
import Storage
import Studies
import System

extension StudyLoop {
    /// Writes the trial's files and hands its job to the launcher. A program that cannot be started is a failed trial; a folder
    /// that cannot be written ends the run.
    func launch(_ claimed: ClaimedTrial) throws(StudyError) {
        // In a project that was moved away, its folders would be made anew.
        try journal.checkPlace()
        let id = AttemptID(trial: claimed.attempt.number, attempt: claimed.attempt.attempt)
        let brief = try brief(of: try journal.begunTrial(id.trial), id)
        let goesOn = claimed.resumes && brief.definition.training.resume
        let trial = try TrialRun(claimed, brief: brief, countsAfter: goesOn ? try journal.lastEpoch(of: id.trial) : 0)
        let namesake = trials.first { $0.value.tablePath != nil && $0.value.tablePath == trial.tablePath }
        trials[id] = trial
        plan.started(id, sync: brief.sync, isNew: !claimed.resumes)
        do throws(SystemError) {
            // A deleted study of the same name may have left its trials' folders, and a new trial must not find their
            // checkpoints, nor destroy them.
            if !claimed.resumes { try Files.moveAside(brief.place.folder) }
            try Files.makeFolders(brief.place.folder)
            try Files.replace(brief.place.configuration, with: brief.configuration)
            for file in brief.files {
                try Files.makeFolders(Files.folder(of: file.path))
                try Files.replace(file.path, with: file.text)
            }
        } catch {
            if error.isNoRoomNow { return try putBack(claimed, because: error.description) }
            throw .files(error)
        }
        // Of what is in its own folder, a program that goes on has written all itself.
        if !goesOn || !trial.hasTable(in: brief.place.folder) { trial.ignoreWhatIsThere() }
        guard try submit(job(for: brief), of: claimed) else { return }
        if let namesake, let path = trial.tablePath {
            observe(
                .note(
                    trial: id.trial,
                    "trial \(namesake.key.trial) runs and writes \(path) too: each is taken to have written all of it; "
                        + "give each trial a file of its own, with {directory} or {trial}"))
        }
    }

    /// Hands the job to the launcher, which has it noted before the program may work: so the next run can go on with it or end
    /// it if this one dies at any moment.
    ///
    /// - Returns: whether it runs.
    private func submit(_ job: Job, of claimed: ClaimedTrial) throws(StudyError) -> Bool {
        var refusal: StudyError?
        do throws(LaunchError) {
            try launcher.submit(job) { handle in
                do throws(StudyError) {
                    try journal.note(handle, of: claimed.attempt)
                    return true
                } catch {
                    refusal = error
                    return false
                }
            }
        } catch {
            if error.isNoRoom {
                try putBack(claimed, because: error.description)
            } else {
                observe(.started(claimed))
                try finish(job.id, .lost(reason: error.description))
            }
            return false
        }
        observe(.started(claimed))
        guard let refusal else { return true }
        try whileOurs(job.id) { () throws(StudyError) in throw refusal }
        return false
    }

    /// There is no room for the trial's program beside those that run: it is started when one of them has ended.
    ///
    /// - Throws: `noRoom` where none runs.
    private func putBack(_ claimed: ClaimedTrial, because reason: String) throws(StudyError) {
        let id = AttemptID(trial: claimed.attempt.number, attempt: claimed.attempt.attempt)
        trials[id] = nil
        let isFirst = plan.noRoom(for: id)
        try whileOurs(id) { () throws(StudyError) in try journal.finish(claimed.attempt, .stopped) }
        guard plan.isBusy else { throw .noRoom(why: reason) }
        if isFirst {
            observe(
                .note(
                    trial: id.trial, "there is no room to run it now: \(reason); it waits until another one has ended"))
        }
    }

    private func job(for brief: TrialBrief) -> Job {
        Job(
            id: brief.id, study: brief.study, command: brief.command(executable: settings.executable),
            environment: brief.environment(over: settings.environment, threads: threadsPerTrial),
            workingDirectory: brief.workingDirectory(in: journal.study.directory),
            folder: brief.place.folder(ofAttempt: brief.id.attempt),
            log: brief.place.log, sync: brief.sync,
            resources: JobResources(
                threads: threadsPerTrial, timeout: brief.definition.training.timeout,
                grace: brief.definition.training.grace))
    }

    /// Whether an interrupted trial is not to go on after all, since the pruner would have stopped it, had it been asked about
    /// the last epoch in time. Its end is recorded then.
    func isDecided(_ claimed: ClaimedTrial) throws(StudyError) -> Bool {
        guard let (epoch, verdict) = try journal.overdueVerdict(on: claimed) else { return false }
        let outcome: Outcome
        switch verdict {
        case .continue: return false
        case .stop: outcome = .pruned(epoch: epoch)
        case .pause: outcome = .paused(epoch: epoch)
        }
        try journal.finish(claimed.attempt, outcome)
        observe(.ended(trial: claimed.attempt.number, outcome))
        return true
    }

    private func brief(of trial: Trial, _ id: AttemptID) throws(StudyError) -> TrialBrief {
        let study = journal.study
        return TrialBrief(
            study: study.name, definition: try journal.definition(made: trial.definitionRevision, in: trial.stage),
            id: id,
            seed: trial.seed, parameters: trial.parameters.resolved,
            place: TrialPlace(study: study.name, directory: study.directory, number: id.trial))
    }

    /// There is nothing to start: for good, or until a trial has ended that the study's next stage waits for.
    func startNothing(because error: StudyError) throws(StudyError) {
        switch error {
        case .stageIsFull:
            plan.wait(at: now)
            if !plan.isBusy { observe(.waiting(error.description)) }
        case .stagesDone: _ = try startNoMore(.stagesDone)
        case .allTried: _ = try startNoMore(.exhausted("there is nothing left to try: \(error)"))
        case .search: _ = try startNoMore(.exhausted("nothing more is found to try: \(error)"))
        default: throw error
        }
    }

    /// The trials that run at once share the cores.
    private var threadsPerTrial: Int { max(1, settings.cores / max(1, settings.limits.jobs)) }

    /// Does what the plan has decided.
    func perform(_ actions: [RunPlan.Action]) {
        for action in actions {
            switch action {
            case .answer(let id, let verdict): launcher.answer(verdict, to: id)
            case .terminate(let id): launcher.terminate(id)
            case .kill(let id): launcher.kill(id)
            }
        }
        if let end = plan.end, !hasToldEnd {
            hasToldEnd = true
            observe(.ending(end))
        }
    }

    /// Does `body`, unless the trial turns out not to be ours any more: told by hand, or taken over. Its job is ended then, and
    /// its fate left to whoever decided it.
    func whileOurs(_ id: AttemptID, _ body: () throws(StudyError) -> Void) throws(StudyError) {
        do throws(StudyError) { try body() } catch .storage(let error) { try lose(id, because: error) }
    }

    /// Gives up a trial that is not ours any more.
    ///
    /// - Throws: the error, where it says something else.
    func lose(_ id: AttemptID, because error: StorageError) throws(StudyError) {
        switch error {
        case .superseded, .notRunning, .unknownTrial:
            launcher.kill(id)
            plan.lost(id)
            trials[id] = nil
            observe(.lost(trial: id.trial, error))
        default: throw .storage(error)
        }
    }

    /// Reads what trials have appended to their tables.
    func readTables() {
        for id in plan.attempts {
            take(trials[id]?.readTable() ?? [], of: id)
        }
    }

    /// A program that reports several epochs at once prints by the block, most of all when it ends: whether it has ended is seen
    /// a moment later, and only then its reports are recorded, and judged where it goes on.
    func hold(_ readings: [Reading], of id: AttemptID) {
        guard let trial = trials[id], !trial.isSynchronous, held[id] == nil else { return }
        var first: Int?
        for case .report(let report) in readings {
            if let first, first != report.epoch { held[id] = now + 0.25 }
            first = first ?? report.epoch
        }
    }

    /// What is to be recorded now.
    func takeDueReports() -> [(id: AttemptID, report: EpochReport)] {
        held = held.filter { $0.value > now && trials[$0.key] != nil }
        defer { reports = held.isEmpty ? [] : reports.filter { held[$0.id] != nil } }
        return held.isEmpty ? reports : reports.filter { held[$0.id] == nil }
    }

    /// How long to wait for something to happen, in seconds.
    var patience: Double {
        if trials.values.contains(where: \.hasMoreTable) { return 0 }
        let longest = trials.values.contains(where: \.hasTable) ? 0.25 : 1
        return ([plan.nextTick].compactMap(\.self) + held.values).reduce(longest) { max(0, min($0, $1 - now)) }
    }

    /// From time to time, tells other machines that this process lives, and looks for trials of processes that do not.
    func heartbeat() throws(StudyError) {
        if now - lastLook >= 1 {
            lastLook = now
            try journal.checkPlace()
        }
        guard now - lastHeartbeat >= 15 else { return }
        lastHeartbeat = now
        try journal.heartbeat()
        try reap()
    }

    /// Goes on with the trials of processes that died without a word where their jobs can be followed; ends the other jobs, and
    /// stops their trials.
    ///
    /// - Returns: whether there were any, and the trials of which nobody can tell yet whether their processes live.
    @discardableResult
    func reap() throws(StudyError) -> (any: Bool, inDoubt: [Claim]) {
        var dead: [Claim] = []
        let orphans = try journal.orphans(at: now)
        for orphan in orphans.dead where try !adopt(orphan) {
            if let handle = orphan.handle { launcher.end(handle) }
            dead.append(orphan)
        }
        let reaped = try journal.reap(dead)
        if !reaped.isEmpty { observe(.reaped(reaped)) }
        return (!orphans.dead.isEmpty, orphans.inDoubt)
    }

    /// Nothing new is to be started, for good, unless trials of other machines may turn out to be nobody's: those are waited for.
    ///
    /// - Returns: whether there is nothing to be started now.
    func startNoMore(_ reason: RunEnd) throws(StudyError) -> Bool {
        guard plan.noMore == nil, repetitions == nil else {
            plan.startNoMore(reason)
            return true
        }
        let lost = try reap()
        if lost.any { return false }
        guard let first = lost.inDoubt.first else {
            plan.startNoMore(reason)
            return true
        }
        plan.wait(at: now)
        if !plan.isBusy {
            let others = lost.inDoubt.count > 1 ? ", and \(lost.inDoubt.count - 1) more" : ""
            observe(
                .waiting(
                    "trial \(first.attempt.number) is run by process \(first.owner.process.pid) on \(first.owner.host)\(others), "
                        + "if that lives; what is not heard of for a minute is resumed here"))
        }
        return true
    }

    /// Goes on with an orphaned trial's job; false where that cannot be done.
    private func adopt(_ orphan: Claim) throws(StudyError) -> Bool {
        guard let handle = orphan.handle else { return false }
        let id = AttemptID(trial: orphan.attempt.number, attempt: orphan.attempt.attempt)
        let brief = try brief(of: try journal.begunTrial(id.trial), id)
        guard launcher.adopt(job(for: brief), handle) else { return false }
        guard let claimed = try journal.takeOver(orphan) else {
            launcher.forget(id)
            return false
        }
        trials[id] = try TrialRun(claimed, brief: brief)
        plan.started(id, sync: brief.sync, isNew: false)
        plan.runs(id, at: now)
        observe(.adopted(claimed))
        if let (epoch, verdict) = try journal.overdueVerdict(on: claimed) {
            perform(plan.reported(id, epoch: epoch, verdict: verdict, at: now))
        }
        return true
    }

    /// Ends the run where its condition has come true.
    func checkCondition() throws(StudyError) {
        guard let until = settings.limits.until, plan.end == nil else { return }
        if try StudyCondition(until, objectives: journal.study.objectives.count).isTrue(in: journal) {
            perform(plan.finish(.reached(condition: until.source), at: now))
        }
    }

    /// Ends all jobs at once, after an error, and records what can still be recorded.
    func abandon() {
        for id in plan.attempts { launcher.kill(id) }
        let deadline = now + 10
        while plan.isBusy, now < deadline {
            for case .ended(let id, _) in launcher.events(within: 0.1, waking: -1) { plan.lost(id) }
        }
        for trial in trials.values { try? journal.finish(trial.claimed.attempt, .stopped) }
        trials = [:]
    }
}
