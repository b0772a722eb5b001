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
        let id = AttemptID(trial: claimed.attempt.number, attempt: claimed.attempt.attempt)
        let brief = try brief(of: claimed, id)
        let trial = try TrialRun(claimed, brief: brief)
        trials[id] = trial
        plan.started(id, sync: brief.sync, isNew: !claimed.resumes)
        do throws(SystemError) {
            // A deleted study of the same name may have left its trials' folders, and a new trial must not find their
            // checkpoints, nor destroy them.
            if !claimed.resumes { try Files.moveAside(brief.place.folder) }
            try Files.makeFolders(brief.place.folder)
            try Files.replace(brief.place.configuration, with: brief.configuration)
        } catch {
            throw .files(error)
        }
        observe(.started(claimed))
        do throws(LaunchError) {
            try launcher.submit(
                Job(
                    id: id, command: brief.command(executable: settings.executable),
                    environment: brief.environment(over: settings.environment, threads: threadsPerTrial),
                    workingDirectory: journal.study.directory, log: brief.place.log, sync: brief.sync))
        } catch {
            try finish(id, .lost(reason: error.description))
        }
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

    private func brief(of claimed: ClaimedTrial, _ id: AttemptID) throws(StudyError) -> TrialBrief {
        let study = journal.study
        return TrialBrief(
            study: study.name, definition: try journal.definition(made: claimed.definition, in: claimed.stage), id: id,
            seed: claimed.seed, parameters: claimed.parameters.resolved,
            place: TrialPlace(study: study.name, directory: study.directory, number: id.trial))
    }

    /// There is nothing to start: for good, or until a trial has ended that the study's next stage waits for.
    func startNothing(because error: StudyError) throws(StudyError) {
        switch error {
        case .stageIsFull:
            plan.wait(at: now)
            if !plan.isBusy { observe(.waiting(error.description)) }
        case .stagesDone: plan.startNoMore(.stagesDone)
        case .search, .allTried: plan.startNoMore(.exhausted(error.description))
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

    /// Notes which process runs the trial, so that the next run can end it if this one dies.
    func note(_ process: Int?, of id: AttemptID) throws(StudyError) {
        guard let trial = trials[id], let process, let child = ProcessIdentity(running: process) else { return }
        try whileOurs(id) { () throws(StudyError) in
            try journal.note(child, of: trial.claimed.attempt)
        }
    }

    /// Does `body`, unless the trial turns out not to be ours any more: told by hand, or taken over. Its job is ended then, and
    /// its fate left to whoever decided it.
    func whileOurs(_ id: AttemptID, _ body: () throws(StudyError) -> Void) throws(StudyError) {
        do throws(StudyError) {
            try body()
        } catch .storage(let error) {
            switch error {
            case .superseded, .notRunning, .unknownTrial:
                launcher.kill(id)
                plan.lost(id)
                trials[id] = nil
                observe(.lost(trial: id.trial, error))
            default: throw .storage(error)
            }
        }
    }

    /// Reads what trials have appended to their tables.
    func readTables() throws(StudyError) {
        for id in plan.attempts {
            for reading in trials[id]?.readTable() ?? [] { try take(reading, of: id) }
        }
    }

    /// How long to wait for something to happen, in seconds.
    var patience: Double {
        let longest = trials.values.contains(where: \.hasTable) ? 0.25 : 1
        return plan.nextTick.map { max(0, min(longest, $0 - now)) } ?? longest
    }

    /// From time to time, tells other machines that this process lives, and looks for trials of processes that do not.
    func heartbeat() throws(StudyError) {
        guard now - lastHeartbeat >= 15 else { return }
        lastHeartbeat = now
        try journal.heartbeat()
        try reap()
    }

    /// Stops the trials of processes that died without a word, and ends programs that have outlived them.
    func reap() throws(StudyError) {
        let reaped = try journal.reap(endOrphan: Orphans.end)
        if !reaped.isEmpty { observe(.reaped(reaped)) }
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
