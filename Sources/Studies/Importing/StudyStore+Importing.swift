// Studies of other programs, brought in whole: their trials are the study's own from then on, and say where they are from.
//
//     let study = try store.importStudy(definition, trials: trials, from: "Optuna", directory: project)
//
// Samplers and pruners see them like any other trial. `hpo study verify` checks what is recorded of them, and derives none of
// their suggestions and verdicts again.

public import Definitions
import Search
import Storage

extension StudyStore {
    /// Creates the study that `definition` defines, with `trials` as its trials 0, 1, 2, …, in one transaction.
    ///
    /// One that had begun and not ended is stopped, so that a run begins it again; where it cannot run, since values of it
    /// are missing, it has failed. One that waits is as one that was enqueued with the values that were given of it.
    ///
    /// - Parameters:
    ///   - program: what they are from, for their notes.
    ///   - directory: where its trials will run, absolute.
    /// - Throws: `storage` where the name is taken; nothing is stored then.
    public func importStudy(
        _ definition: StudyDefinition, trials: [ForeignTrial], from program: String, directory: String
    ) throws(StudyError) -> OpenStudy {
        let study = NewStudy(
            name: definition.name,
            objectives: definition.goals.objectives.map {
                StudyObjective(metric: $0.metric, direction: $0.direction)
            }, seed: definition.seed, directory: project.recorded(directory), definitionText: definition.source)
        let imported = trials.enumerated().map { number, trial in
            Importing(study: study, definition: definition, program: program).trial(trial, number: number)
        }
        let created = try storing { () throws(StorageError) in
            try database.importStudy(
                study, hasConditions: !definition.goals.feasible.isEmpty, trials: imported)
        }
        return OpenStudy(created, of: self)
    }
}

private struct Importing {
    let study: NewStudy
    let definition: StudyDefinition
    let program: String

    func trial(_ trial: ForeignTrial, number: Int) -> ImportedTrial {
        if case .waiting = trial.state, let waiting = waiting(trial, number: number) { return waiting }
        let seed = trialSeed(study: study.seed, bits: study.seedBits, number: number)
        let resolved = try? definition.space.resolve(trial.sampled, seed: seed)
        let fixed = Configuration(definition.fixed)
        let new = NewTrial(
            parameters: resolved.map {
                TrialParameters(sampled: trial.sampled, resolved: $0, fixed: definition.fixed.keys)
            } ?? TrialParameters(sampled: trial.sampled, fixed: fixed),
            seed: seed, origin: .enqueued, note: "\(ForeignTrial.mark)\(program), \(trial.source)")
        return ImportedTrial(
            new, state(of: trial, isWhole: resolved != nil), epochs: epochs(of: trial), startedAt: trial.startedAt,
            endedAt: trial.endedAt, remark: trial.remark)
    }

    private func waiting(_ trial: ForeignTrial, number: Int) -> ImportedTrial? {
        let seed = trialSeed(study: study.seed, bits: study.seedBits, number: number)
        guard let values = try? GivenValues(trial.sampled, of: definition, seed: study.seed, number: number),
            let parameters = try? StudyJournal.parameters(values.sampled, of: definition, seed: seed)
        else { return nil }
        let new = NewTrial(parameters: parameters, seed: seed, origin: .enqueued, note: values.note)
        return ImportedTrial(new, .waiting, remark: trial.remark)
    }

    private func state(of trial: ForeignTrial, isWhole: Bool) -> TrialState {
        switch trial.state {
        case .completed(let values): .completed(score(values, of: trial))
        case .pruned: .pruned(epoch: trial.epochs.last?.epoch ?? 0)
        case .failed(let reason): .failed(reason: reason)
        case .unfinished where isWhole: .stopped(reason: "it had not ended in \(program)")
        case .unfinished: .failed(reason: "it had not ended in \(program), and has not all of its values")
        case .waiting: .failed(reason: "it waited in \(program), with values that the space does not take")
        }
    }

    /// The values with what its last epoch says of the study's conditions; where that says nothing they are not met.
    private func score(_ values: [Double], of trial: ForeignTrial) -> Score {
        guard !definition.goals.feasible.isEmpty else { return Score(values: values) }
        var metrics = trial.epochs.last?.metrics.byName ?? [:]
        for (objective, value) in zip(definition.goals.objectives, values) { metrics[objective.metric] = value }
        guard case .measured(let score) = definition.goals.measure(metrics, parameters: trial.sampled) else {
            return Score(values: values, violation: .infinity)
        }
        return Score(values: values, violation: score.violation)
    }

    private func epochs(of trial: ForeignTrial) -> [ImportedEpoch] {
        let goals = definition.goals
        let plain = goals.objectives.count == 1 && goals.feasible.isEmpty ? goals.objectives[0].metric : nil
        return trial.epochs.map { report in
            if let plain, report.metrics.count == 1, report.metrics[0].name == plain {
                return ImportedEpoch(
                    report.epoch, metrics: report.metrics, worth: EpochWorth(values: [report.metrics[0].value]))
            }
            guard case .measured(let score) = goals.measure(report.metrics.byName, parameters: trial.sampled) else {
                return ImportedEpoch(report.epoch, metrics: report.metrics, worth: EpochWorth(values: []))
            }
            return ImportedEpoch(
                report.epoch, metrics: report.metrics,
                worth: EpochWorth(values: score.values, violation: goals.feasible.isEmpty ? nil : score.violation))
        }
    }
}
