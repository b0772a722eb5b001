// Other processes and this one: signs of life, and what becomes of the trials of those that give none.

import Definitions
import Search
import Storage
import Studies
import System

extension StudyLoop {
    /// From time to time, tells other machines that this process lives, and looks for trials of processes that do not.
    func heartbeat() throws(StudyError) {
        if now - lastLook >= 1 {
            lastLook = now
            try journal.checkPlace()
            try heed()
        }
        guard now - lastHeartbeat >= 15 else { return }
        lastHeartbeat = now
        try journal.heartbeat()
        try reap()
    }

    /// Does what people have wanted of single trials meanwhile: stops those that they have set aside, and looks for room again
    /// where one may go on.
    private func heed() throws(StudyError) {
        if plan.isBusy {
            for number in try journal.trialsToStop() {
                for id in plan.attempts where id.trial == number && heeded.insert(id).inserted {
                    observe(.note(trial: number, "it stops, and stays so until it is told to go on"))
                }
                perform(plan.setAside(number, at: now))
            }
        }
        if plan.noMore != nil, plan.end == nil, searches, try journal.hasStopped() { plan.resumesMore() }
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
            if let handle = orphan.handle { end(handle) }
            dead.append(orphan)
        }
        let reaped = try journal.reap(dead)
        if !reaped.isEmpty {
            plan.resumesMore()
            observe(.reaped(reaped))
        }
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

    /// Ends a job, be it of another launcher than this run's.
    private func end(_ handle: JobHandle) {
        launcher.end(handle)
        let other = journal.definition.launcher.algorithm.launcher(of: handle, executable: settings.executable)
        if let other, type(of: other) != type(of: launcher) { other.end(handle) }
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
}
