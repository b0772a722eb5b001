// Every decision of a study, asked once more of what it saw.
//
// A decision follows from the history up to its revision and from nothing else, so that the decisions fall into parts: each
// goes through the whole history, which is cheap, and derives those of its decisions, which is not.

import Definitions
import Expressions
import Search
import Storage
import System

/// One decision, and the revision of the history that it saw.
struct Decision: Sendable {
    enum Kind: Sendable {
        case suggestion
        case verdict(Verdict, epoch: Int)
        case promotion(attempt: Int)
    }

    let trial: Trial
    let kind: Kind
    let sawRevision: Int
    /// The revision of the definition whose sampler or pruner decided.
    let definition: Int

    /// All that was decided on `trials`, in the order of the revisions that it saw.
    static func all(on trials: [StoredTrial]) -> [Decision] {
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
}

/// What came of deriving decisions again.
struct DerivedDecisions: Sendable {
    var suggestions = 0
    var verdicts = 0
    var promotions = 0
    /// What came out otherwise than it is recorded, each with its decision's place among all.
    var differences: [(place: Int, words: String)] = []

    static func + (first: DerivedDecisions, second: DerivedDecisions) -> DerivedDecisions {
        DerivedDecisions(
            suggestions: first.suggestions + second.suggestions, verdicts: first.verdicts + second.verdicts,
            promotions: first.promotions + second.promotions, differences: first.differences + second.differences)
    }
}

/// A study's decisions, and all that they follow from.
struct DecisionReplay: Sendable {
    private let seed: UInt64
    private let decisions: [Decision]
    private let definitions: AppliedDefinitions.Known
    /// The study's history before anything has happened.
    private let start: StudyReplay

    /// - Parameter definition: the study's definition of a revision, parsed.
    init(
        of study: Study, _ records: StudyRecords, _ definitions: inout AppliedDefinitions,
        reading definition: (Int) throws(StudyError) -> StudyDefinition
    ) throws(StudyError) {
        decisions = Decision.all(on: records.trials)
        for decision in decisions {
            _ = try definitions.definition(decision.definition, appliedTo: decision.trial.stage, reading: definition)
        }
        var spaces: [String?: Space] = [:]
        for stage in Set(records.trials.map(\.trial.stage)) {
            spaces[stage] = try definitions.definition(1, appliedTo: stage, reading: definition).space
        }
        self.definitions = definitions.known
        seed = study.seed
        // How a trial's value counts is the same in all revisions.
        start = StudyReplay(
            of: records, directions: study.directions, counting: try definition(1).goals.counting, spaces: spaces)
    }

    /// Derives all of them again, on at most so many threads; how many makes no difference to what comes out.
    func derived(threads: Int) -> DerivedDecisions {
        // A few decisions are derived sooner than another thread has gone through the history.
        derived(inParts: max(1, min(threads, decisions.count / 1000)))
    }

    func derived(inParts parts: Int) -> DerivedDecisions {
        var all = ParallelWork.results(of: parts) { part in derive(part, of: parts) }
            .reduce(DerivedDecisions(), +)
        all.differences.sort { $0.place < $1.place }
        return all
    }

    /// Derives every `count`th suggestion, and every `count`th other decision, from the `part`th on.
    private func derive(_ part: Int, of count: Int) -> DerivedDecisions {
        var derived = DerivedDecisions()
        var replay = start
        var (suggestions, others) = (0, 0)
        for (place, decision) in decisions.enumerated() {
            let isOwn: Bool
            if case .suggestion = decision.kind {
                (isOwn, suggestions) = (suggestions % count == part, suggestions + 1)
            } else {
                (isOwn, others) = (others % count == part, others + 1)
            }
            let stage = decision.trial.stage
            guard isOwn, let definition = definitions[.init(revision: decision.definition, stage: stage)] else {
                continue
            }
            if case .suggestion = decision.kind { replay.index(stage, for: definition.space) }
            replay.advance(through: decision.sawRevision)
            guard let history = replay.histories[stage] else { continue }
            derived.check(decision, at: place, seed: seed, by: definition, among: history)
        }
        return derived
    }
}

extension DerivedDecisions {
    fileprivate mutating func check(
        _ decision: Decision, at place: Int, seed: UInt64, by definition: StudyDefinition, among history: StudyHistory
    ) {
        let number = decision.trial.number
        let pruner = definition.pruner.algorithm
        var found: [String] = []
        switch decision.kind {
        case .suggestion:
            suggestions += 1
            found = Self.differences(in: decision.trial, seed: seed, by: definition, after: history.forSampler)
            // The loop asks for a promotion first; trials by hand are asked for without.
            if decision.trial.origin == .sampler, let other = pruner.promotion(among: history.forPruner) {
                found.append("trial \(number) was begun, and now trial \(other) is promoted before it")
            }
        case .promotion(let attempt):
            promotions += 1
            let derived = pruner.promotion(among: history.forPruner)
            if derived != number {
                let now = derived.map { "trial \($0) is" } ?? "none is"
                found.append("trial \(number) was promoted to its attempt \(attempt), and now \(now)")
            }
        case .verdict(let recorded, let epoch):
            verdicts += 1
            let derived = StudyJournal.verdict(by: definition, on: number, at: epoch, among: history.forPruner)
            if derived != recorded {
                found.append("trial \(number) was told to \(recorded) at epoch \(epoch), and now to \(derived)")
            }
        }
        differences += found.map { (place, $0) }
    }

    private static func differences(
        in trial: Trial, seed: UInt64, by definition: StudyDefinition, after history: History
    ) -> [String] {
        let recorded = trial.parameters.sampled
        let suggestion: Suggestion
        do throws(StudyError) {
            suggestion = try StudyJournal.suggestion(of: definition, seed: seed, number: trial.number, after: history)
        } catch {
            return ["trial \(trial.number) was suggested, and now there is an error: \(error)"]
        }
        var found: [String] = []
        let derived = definition.space.canonical(suggestion.configuration)
        for name in Set(recorded.names + derived.names).sorted() where recorded[name] != derived[name] {
            let (then, now) = (recorded[name]?.description ?? "nothing", derived[name]?.description ?? "nothing")
            found.append("trial \(trial.number) has \(name) = \(then), which is now suggested as \(now)")
        }
        if trial.note != suggestion.note {
            let words = { (note: String?) in note.map { "\"\($0)\"" } ?? "nothing" }
            let (then, now) = (words(trial.note), words(suggestion.note))
            found.append("trial \(trial.number) has the note \(then), and now \(now)")
        }
        return found
    }
}
