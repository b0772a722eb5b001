// A trial that was begun is launched: its files, its job, and what becomes of it where there is no room.

import Definitions
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
            try brief.write()
        } catch {
            if error.isNoRoomNow { return try putBack(claimed, because: error.description) }
            plan.lost(id)
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
        let run = surroundings?.run(of: job, at: now)
        do throws(LaunchError) {
            try launcher.submit(job) { handle in
                do throws(StudyError) {
                    try journal.note(handle, of: claimed.attempt, run: run)
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
        plan.lost(job.id)
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

    func job(for brief: TrialBrief) -> Job {
        var job = Job(
            brief, executable: settings.executable, environment: settings.environment, threads: threadsPerTrial,
            project: journal.study.directory)
        job.inheritsInput = settings.inheritsInput
        return job
    }

    func brief(of trial: Trial, _ id: AttemptID) throws(StudyError) -> TrialBrief {
        let study = journal.study
        return TrialBrief(
            study: study.name, definition: try journal.definition(made: trial.definitionRevision, in: trial.stage),
            id: id,
            seed: trial.seed, parameters: trial.parameters.resolved,
            place: TrialPlace(study: study.name, directory: study.directory, number: id.trial))
    }

    /// The trials that run at once share the cores.
    private var threadsPerTrial: Int { max(1, settings.cores / max(1, settings.limits.jobs)) }
}
