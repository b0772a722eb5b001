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
import Expressions
import Search
public import Storage

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

    /// One decision, and the revision of the history that it saw.
    private struct Decision {
        enum Kind {
            case suggestion
            case verdict(Verdict, epoch: Int)
            case promotion(attempt: Int)
        }

        let trial: Trial
        let kind: Kind
        let sawRevision: Int
        /// The revision of the definition whose sampler or pruner decided.
        let definition: Int
    }

    /// Derives all of `study`'s decisions again.
    ///
    /// - Parameter definition: the study's definition of a revision, parsed.
    public init(
        of study: Study, in database: StudyDatabase, definition: (Int) throws(StudyError) -> StudyDefinition
    ) throws(StudyError) {
        let records = try StudyRecords(of: study, in: database)
        var definitions = AppliedDefinitions(of: study, in: database)
        var spaces: [String?: Space] = [:]
        for stage in Set(records.trials.map(\.trial.stage)) {
            spaces[stage] = try definitions.definition(1, appliedTo: stage, reading: definition).space
        }
        // It is the same in all revisions.
        let counting = try definition(1).goals.counting
        var replay = StudyReplay(of: records, directions: study.directions, counting: counting, spaces: spaces)
        for decision in Self.decisions(on: records.trials) {
            let stage = decision.trial.stage
            let applied = try definitions.definition(decision.definition, appliedTo: stage, reading: definition)
            if case .suggestion = decision.kind { replay.index(stage, for: applied.space) }
            replay.advance(through: decision.sawRevision)
            guard let history = replay.histories[stage] else { continue }
            try check(decision, seed: study.seed, by: applied, among: history)
        }
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
            let open = stored.epochs.filter { $0.revision != nil && $0.verdict == nil }
            switch stored.trial.state {
            case .completed, .failed: moot += stored.trial.repeats == nil ? open.count : 0
            case .waiting, .running, .pruned, .stopped:
                unjudged += open.map { UnjudgedEpoch(trial: stored.trial.number, epoch: $0.epoch) }
            }
            differences += try check.differences(in: stored, by: applied)
        }
    }

    /// All that was decided, in the order of the revisions that it saw.
    private static func decisions(on trials: [StoredTrial]) -> [Decision] {
        var decisions: [Decision] = []
        for stored in trials {
            let trial = stored.trial
            if let saw = trial.sawRevision {
                decisions.append(
                    Decision(trial: trial, kind: .suggestion, sawRevision: saw, definition: trial.definitionRevision))
            }
            for attempt in stored.attempts {
                guard let saw = attempt.sawRevision, let promotedBy = attempt.promotedBy else { continue }
                decisions.append(
                    Decision(
                        trial: trial, kind: .promotion(attempt: attempt.number), sawRevision: saw,
                        definition: promotedBy))
            }
            for epoch in stored.judged {
                guard let verdict = epoch.verdict, let saw = epoch.verdictRevision else { continue }
                decisions.append(
                    Decision(
                        trial: trial, kind: .verdict(verdict, epoch: epoch.epoch), sawRevision: saw,
                        definition: trial.definitionRevision))
            }
        }
        return decisions.sorted { ($0.sawRevision, $0.trial.number) < ($1.sawRevision, $1.trial.number) }
    }

    private mutating func check(
        _ decision: Decision, seed: UInt64, by definition: StudyDefinition, among history: StudyHistory
    ) throws(StudyError) {
        let number = decision.trial.number
        let pruner = definition.pruner.algorithm
        switch decision.kind {
        case .suggestion:
            suggestions += 1
            checkSuggestion(decision.trial, seed: seed, by: definition, after: history.forSampler)
            // The loop asks for a promotion first; trials by hand are asked for without.
            if decision.trial.origin == .sampler, let other = pruner.promotion(among: history.forPruner) {
                differences.append("trial \(number) was begun, and now trial \(other) is promoted before it")
            }
        case .promotion(let attempt):
            promotions += 1
            let derived = pruner.promotion(among: history.forPruner)
            guard derived != number else { return }
            let now = derived.map { "trial \($0) is" } ?? "none is"
            differences.append("trial \(number) was promoted to its attempt \(attempt), and now \(now)")
        case .verdict(let recorded, let epoch):
            verdicts += 1
            let derived = StudyJournal.verdict(by: definition, on: number, at: epoch, among: history.forPruner)
            guard derived != recorded else { return }
            differences.append(
                "trial \(number) was told to \(recorded) at epoch \(epoch), and now to \(derived)")
        }
    }

    private mutating func checkSuggestion(
        _ trial: Trial, seed: UInt64, by definition: StudyDefinition, after history: History
    ) {
        let recorded = trial.parameters.sampled
        let suggestion: Suggestion
        do throws(StudyError) {
            suggestion = try StudyJournal.suggestion(of: definition, seed: seed, number: trial.number, after: history)
        } catch {
            return differences.append("trial \(trial.number) was suggested, and now there is an error: \(error)")
        }
        let derived = definition.space.canonical(suggestion.configuration)
        for name in Set(recorded.names + derived.names).sorted() where recorded[name] != derived[name] {
            let (then, now) = (recorded[name]?.description ?? "nothing", derived[name]?.description ?? "nothing")
            differences.append("trial \(trial.number) has \(name) = \(then), which is now suggested as \(now)")
        }
        if trial.note != suggestion.note {
            let words = { (note: String?) in note.map { "\"\($0)\"" } ?? "nothing" }
            let (then, now) = (words(trial.note), words(suggestion.note))
            differences.append("trial \(trial.number) has the note \(then), and now \(now)")
        }
    }
}
