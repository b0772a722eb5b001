// What StudyLoop's page calls: ending what is decided, doing what the plan says, and leaving nothing behind.

import Definitions
import Expressions
import Search
import Storage
import Studies
import System

extension StudyLoop {
    /// Whether an interrupted trial is not to go on after all, since the pruner would have stopped it, had it been asked about
    /// the last epoch in time. Its end is recorded then.
    func isDecided(_ claimed: ClaimedTrial) throws(StudyError) -> Bool {
        guard let outcome = try journal.endOverdue(claimed) else { return false }
        observe(.ended(trial: claimed.attempt.number, outcome))
        return true
    }

    /// There is nothing to start: for good, or until a trial has ended that the study's next stage waits for.
    func startNothing(because error: StudyError) throws(StudyError) {
        switch error {
        case .stageIsFull(let stage, let open):
            // What nobody goes on with is not waited for.
            if try journal.countSetAside() >= open {
                _ = try startNoMore(
                    .exhausted(
                        "the stage \(stage) waits for trials that were stopped by hand until they are told to go on"))
                return
            }
            plan.wait(at: now)
            if !plan.isBusy { observe(.waiting(error.description)) }
        case .stagesDone: _ = try startNoMore(.stagesDone)
        case .allTried: _ = try startNoMore(.exhausted("there is nothing left to try: \(error)"))
        case .onlyTracks: _ = try startNoMore(.exhausted("\(error)"))
        case .search: _ = try startNoMore(.exhausted("nothing more is found to try: \(error)"))
        default: throw error
        }
    }

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

    /// How long to wait for something to happen, in seconds.
    var patience: Double {
        if trials.values.contains(where: \.hasMoreTable) { return 0 }
        let longest = trials.values.contains(where: \.hasTable) ? 0.25 : 1
        return ([plan.nextTick].compactMap(\.self) + held.values).reduce(longest) { max(0, min($0, $1 - now)) }
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
        for (_, trial) in trials.sorted(by: { $0.key.trial < $1.key.trial }) {
            _ = try? journal.finish(trial.claimed.attempt, .stopped)
        }
        trials = [:]
    }
}
