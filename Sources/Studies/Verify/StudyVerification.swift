// `hpo study verify`: derive every suggestion, verdict and promotion again from the database alone.
//
//     let verification = try StudyVerification(of: study, in: database) { revision in definition }
//     verification.suggestions          // 50 derived again
//     verification.differences          // [] where all are what was recorded
//
// Each ask, each verdict and each promotion has the revision of the history that it saw. The history is read once, in order,
// and at each of those revisions the sampler or the pruner is asked the same question again, each by the definition that
// the trial was made by, or by which it was promoted. Where the space was edited in mid-study, the history is indexed anew.
// What a record says twice is compared too (`RecordCheck`), so that a value changed by hand is found although nothing was
// decided by it.

public import Definitions
import Search
public import Storage
public import System

/// What came of deriving a study's decisions again.
public struct StudyVerification: Sendable, Hashable {
    /// How many suggestions were derived again.
    public private(set) var suggestions = 0
    /// How many verdicts were derived again.
    public private(set) var verdicts = 0
    /// How many promotions of paused trials were derived again.
    public private(set) var promotions = 0
    /// For how many trials with a verdict to stop it was derived again whether the audit lets them go on.
    public private(set) var audits = 0
    /// What cannot be derived, since it was never decided: epochs whose process died before the pruner was asked.
    public private(set) var unjudged: [UnjudgedEpoch] = []
    /// The trials that were deleted; what was decided before is derived with them, and what came after without.
    public private(set) var deleted: [DeletedTrial] = []
    /// How many epochs have no verdict, since the pruner would have ended their trials and their programs had ended before.
    public private(set) var moot = 0
    /// How many steps through the study's stages were derived again.
    public private(set) var stageSteps = 0
    /// What came out otherwise than it is recorded, one sentence each.
    public private(set) var differences: [String] = []

    /// A trial that counts for nothing any more.
    public struct DeletedTrial: Sendable, Hashable {
        /// The trial.
        public let trial: Int
        /// The change of the history from which on it does not count.
        public let revision: Int
    }

    /// An epoch that was recorded and not judged.
    public struct UnjudgedEpoch: Sendable, Hashable {
        /// The trial.
        public let trial: Int
        /// The epoch.
        public let epoch: Int
    }

    /// Derives all of `study`'s decisions again.
    ///
    /// - Parameters:
    ///   - threads: how many threads share the work; they make no difference to what comes out.
    ///   - definition: the study's definition of a revision, parsed.
    public init(
        of study: Study, in database: StudyDatabase, threads: Int = Machine.processorCount,
        definition: (Int) throws(StudyError) -> StudyDefinition
    ) throws(StudyError) {
        let records = try StudyRecords(of: study, in: database)
        var definitions = AppliedDefinitions(of: study, in: database)
        let derived = try DecisionReplay(of: study, records, &definitions, reading: definition)
            .derived(threads: threads)
        (suggestions, verdicts, promotions) = (derived.suggestions, derived.verdicts, derived.promotions)
        differences = derived.differences.map(\.words)
        let stages = try StageVerification(
            records.steps, of: study, in: database, changes: records.changes,
            stages: records.stages.compactMapValues { $0 }, definition: definition)
        stageSteps = stages.steps
        differences += stages.differences
        if let kept = records.snapshot,
            !kept.holds(records.changes, stages: records.stages, directions: study.directions)
        {
            differences.append("what was kept of the history (the table snapshots) is not what the trials say")
        }
        var check = RecordCheck(of: study)
        deleted = records.trials.compactMap { stored in
            stored.trial.deletedRevision.map { DeletedTrial(trial: stored.trial.number, revision: $0) }
        }
        for stored in records.trials {
            let applied = try definitions.definition(
                stored.trial.definitionRevision, appliedTo: stored.trial.stage, reading: definition)
            audits += stored.stops.isEmpty || applied.audit.share == 0 ? 0 : 1
            // What another program has reported was never this study's pruner's to judge.
            let isForeign = ForeignTrial.isRecord(stored.trial)
            let open = stored.epochs.filter {
                $0.revision != nil && $0.verdict == nil && !(isForeign && $0.attempt == 1)
            }
            switch stored.trial.state {
            case .completed, .failed: moot += stored.trial.repeats == nil ? open.count : 0
            case .waiting, .running, .pruned, .stopped:
                unjudged += open.map { UnjudgedEpoch(trial: stored.trial.number, epoch: $0.epoch) }
            }
            differences += try check.differences(in: stored, by: applied)
        }
    }
}
