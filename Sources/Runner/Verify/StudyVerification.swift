// `hpo study verify`: derive every suggestion and every verdict again from the database alone.
//
//     let verification = try StudyVerification(of: study, in: database) { revision in definition }
//     verification.suggestions          // 50 derived again
//     verification.differences          // [] where all are what was recorded
//
// Each ask and each verdict has the revision of the history that it saw. The history is read once, in order, and at each of
// those revisions the sampler or the pruner is asked the same question again, each by the definition that the trial was made
// by. Where the space was edited in mid-study, the history is indexed anew.

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
    /// What came out otherwise than it is recorded, one sentence each.
    public private(set) var differences: [String] = []

    /// One decision, and the revision of the history that it saw.
    private struct Decision {
        enum Kind {
            case suggestion
            case verdict(Verdict, epoch: Int)
        }

        let trial: Trial
        let kind: Kind
        let sawRevision: Int

        var isSuggestion: Bool { if case .suggestion = kind { true } else { false } }

        /// The trial and the epoch of a verdict to stop.
        var stop: (trial: Int, epoch: Int)? {
            if case .verdict(.stop, let epoch) = kind { (trial.number, epoch) } else { nil }
        }
    }

    /// Derives all of `study`'s decisions again.
    ///
    /// - Parameter definition: the study's definition of a revision, parsed.
    public init(
        of study: Study, in database: StudyDatabase, definition: (Int) throws(RunError) -> StudyDefinition
    ) throws(RunError) {
        let trials: [Trial]
        let decisions: [Decision]
        let changes: [(revision: Int, change: HistoryChange)]
        do throws(StorageError) {
            trials = try database.trials(of: study.id)
            decisions = try Self.decisions(on: trials, of: study, in: database)
            changes = try database.changes(of: study.id, after: 0)
        } catch {
            throw .storage(error)
        }
        var history = History(directions: study.directions, space: try definition(1).space)
        var next = 0
        for decision in decisions {
            let definition = try definition(decision.trial.definition)
            if decision.isSuggestion, history.space != definition.space {
                history = History(directions: study.directions, space: definition.space)
                for (_, change) in changes[..<next] { history.apply(change) }
            }
            while next < changes.count, changes[next].revision <= decision.sawRevision {
                history.apply(changes[next].change)
                next += 1
            }
            try check(decision, seed: study.seed, by: definition, among: history)
        }
        let stops = Dictionary(grouping: decisions.compactMap(\.stop), by: \.trial).mapValues { $0.map(\.epoch) }
        for trial in trials {
            checkAudit(
                of: trial, stops: (stops[trial.number] ?? []).sorted(), seed: study.seed,
                by: try definition(trial.definition))
        }
    }

    /// All that was decided, in the order of the revisions that it saw.
    private static func decisions(
        on trials: [Trial], of study: Study, in database: StudyDatabase
    ) throws(StorageError) -> [Decision] {
        var decisions: [Decision] = []
        for trial in trials {
            if let saw = trial.sawRevision {
                decisions.append(Decision(trial: trial, kind: .suggestion, sawRevision: saw))
            }
            for epoch in try database.epochs(of: trial.number, in: study.id) {
                guard let verdict = epoch.verdict, let saw = epoch.verdictRevision else { continue }
                decisions.append(
                    Decision(trial: trial, kind: .verdict(verdict, epoch: epoch.epoch), sawRevision: saw))
            }
        }
        return decisions.sorted { ($0.sawRevision, $0.trial.number) < ($1.sawRevision, $1.trial.number) }
    }

    private mutating func check(
        _ decision: Decision, seed: UInt64, by definition: StudyDefinition, among history: History
    ) throws(RunError) {
        let number = decision.trial.number
        switch decision.kind {
        case .suggestion:
            suggestions += 1
            let recorded = decision.trial.parameters.sampled
            let suggestion: Suggestion
            do throws(RunError) {
                suggestion = try StudyJournal.suggestion(of: definition, seed: seed, number: number, after: history)
            } catch {
                return differences.append("trial \(number) was suggested, and now there is an error: \(error)")
            }
            let derived = definition.space.canonical(suggestion.configuration)
            for name in Set(recorded.names + derived.names).sorted() where recorded[name] != derived[name] {
                let (then, now) = (recorded[name]?.description ?? "nothing", derived[name]?.description ?? "nothing")
                differences.append("trial \(number) has \(name) = \(then), which is now suggested as \(now)")
            }
            if let difference = Self.difference(of: decision.trial.note, from: suggestion.note) {
                differences.append("trial \(number) has the note \(difference)")
            }
        case .verdict(let recorded, let epoch):
            verdicts += 1
            let derived = StudyJournal.verdict(
                by: definition.pruner.algorithm, on: number, at: epoch, among: history)
            guard derived != recorded else { return }
            differences.append(
                "trial \(number) was told to \(recorded) at epoch \(epoch), and now to \(derived)")
        }
    }

    /// Derives again whether the trial's verdicts to stop were to be carried out.
    private mutating func checkAudit(
        of trial: Trial, stops: [Int], seed: UInt64, by definition: StudyDefinition
    ) {
        let isExempt = definition.audit.exempts(trial.number, ofStudyWithSeed: seed)
        let derived = isExempt ? stops.first : nil
        guard trial.auditedEpoch != derived else { return }
        let words = { (epoch: Int?) in epoch.map { "at epoch \($0)" } ?? "nowhere" }
        differences.append(
            "trial \(trial.number) ran on for the audit \(words(trial.auditedEpoch)), and now \(words(derived))")
    }

    private static func difference(of recorded: String?, from derived: String?) -> String? {
        if recorded == derived { return nil }
        let words = { (note: String?) in note.map { "\"\($0)\"" } ?? "nothing" }
        return "\(words(recorded)), and now \(words(derived))"
    }
}
