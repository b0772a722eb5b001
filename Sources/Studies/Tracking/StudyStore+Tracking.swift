// Runs that are only recorded: trials of a study that samples nothing, each by a definition of its own.
//
//     let definition = try StudyDefinition.parse(text, file: "the run", workloads: known, mayTrack: true)
//     let (study, trial) = try store.track(definition, directory: project)      // begun, to be run
//     let (study, number) = try store.add(definition, directory: project, epochs: table, note: "imported …")
//
// What a run was given is fixed in its definition, which is a revision of the study's: so trials with other values and other
// commands lie beside each other, and `hpo study verify` finds each by its own.

public import Definitions
import Search
public import Storage
internal import System

extension StudyStore {
    /// Begins a run as the next trial of the study that its definition names, which is made where there is none.
    ///
    /// - Throws: `searches` where the study is a search, `otherObjective` where something else counts in it.
    public func track(
        _ definition: StudyDefinition, directory: String
    ) throws(StudyError) -> (study: OpenStudy, trial: ClaimedTrial) {
        let trial = try inStudy(of: definition, directory: directory) { study throws(StorageError) in
            try database.startTracked(in: study.id, by: definition.source, owner: .current()) { number, revision in
                Self.trial(number, of: study, by: definition, revision, note: nil)
            }
        }
        return (try study(named: definition.name), trial)
    }

    /// Records a finished run whole, as `track` begins one.
    ///
    /// - Parameters:
    ///   - epochs: what its program reported, the reports of one epoch merged.
    ///   - note: what is recorded of where it is from.
    /// - Throws: as `track`; `notMeasured` where no epoch has the objective. Nothing is stored then.
    public func add(
        _ definition: StudyDefinition, directory: String, epochs: [EpochReport], note: String
    ) throws(StudyError) -> (study: OpenStudy, number: Int) {
        let goals = definition.goals
        let measured = epochs.map { report -> TrackedEpoch in
            let metrics = report.metrics.byName
            var values: [Double] = []
            if case .measured(let score) = goals.measure(metrics, parameters: Configuration(definition.fixed)) {
                values = score.values
            }
            return TrackedEpoch(epoch: report.epoch, metrics: report.metrics, values: values)
        }
        guard goals.isNone || measured.contains(where: { !$0.values.isEmpty }) else {
            let names = Set(epochs.flatMap { $0.metrics.map(\.name) })
            throw .notMeasured(lacking: goals.lacking(among: names), reported: names.sorted())
        }
        let number = try inStudy(of: definition, directory: directory) { study throws(StorageError) in
            try database.addTracked(
                to: study.id, by: definition.source, epochs: measured, counting: goals.counting,
                end: { .completed($0 ?? Score(values: [.nan])) }
            ) { number, revision in
                Self.trial(number, of: study, by: definition, revision, note: note)
            }
        }
        return (try study(named: definition.name), number)
    }

    /// The trial that was recorded with this note, whatever study it is of; nil where there is none.
    public func trial(noted note: String) throws(StudyError) -> (study: String, number: Int)? {
        try storing { () throws(StorageError) in try database.trial(noted: note) }
    }

    /// Does `body` with the study for a run of `definition`, which is made where there is none, and is gone again where `body`
    /// fails.
    private func inStudy<Result>(
        of definition: StudyDefinition, directory: String, _ body: (Study) throws(StorageError) -> Result
    ) throws(StudyError) -> Result {
        let known = try tracking(definition)
        let study = if let known { known } else { try create(definition, directory: directory) }
        do throws(StorageError) { return try body(study.record) } catch {
            if known == nil { try? study.delete() }
            throw .storage(error)
        }
    }

    /// The study that a run of `definition` is to be recorded in, nil where there is none.
    private func tracking(_ definition: StudyDefinition) throws(StudyError) -> OpenStudy? {
        let study: OpenStudy
        do throws(StudyError) { study = try self.study(named: definition.name) } catch {
            if case .storage(.unknownStudy) = error { return nil }
            throw error
        }
        let present = try study.definition()
        guard present.isTracked else { throw .searches(study: study.name) }
        guard present.goals == definition.goals else {
            throw .otherObjective(study: study.name, objective: present.goals.isNone ? nil : present.objective)
        }
        return study
    }

    private static func trial(
        _ number: Int, of study: Study, by definition: StudyDefinition, _ revision: Int, note: String?
    ) -> NewTrial {
        NewTrial(
            parameters: TrialParameters(sampled: Configuration(), fixed: Configuration(definition.fixed)),
            seed: trialSeed(study: study.seed, bits: study.seedBits, number: number), origin: .enqueued, note: note,
            definitionRevision: revision)
    }
}

extension OpenStudy {
    /// What counts in a study of runs that are only recorded, nil where nothing does.
    ///
    /// - Throws: `searches` where it is a search.
    public func trackedObjective() throws(StudyError) -> Objective? {
        let definition = try definition()
        guard definition.isTracked else { throw .searches(study: name) }
        return definition.goals.isNone ? nil : definition.objective
    }
}
