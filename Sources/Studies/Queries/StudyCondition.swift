// A condition on how a study stands, such as the one that a run goes on until.
//
//     try StudyCondition(Expression(parsing: "best.value > 0.9 or failed >= 20")).isTrue(in: journal)

public import Expressions
import Search
import Storage

/// A condition over `best.value`, `best.number`, `best.epoch`, `trials`, `completed`, `pruned`, `failed` and `epochs` (those of
/// all trials, repetitions and deleted ones too); of several objectives over `front` (how many trials none dominates) and
/// `hypervolume` instead of `best`.
public struct StudyCondition: Sendable {
    private let expression: Expression
    private let hasSeveralObjectives: Bool

    private static let counts: [String: ValueType] = [
        "trials": .int, "completed": .int, "pruned": .int, "failed": .int, "epochs": .int,
    ]
    private static let best: [String: ValueType] = ["best.value": .float, "best.number": .int, "best.epoch": .int]
    private static let front: [String: ValueType] = ["front": .int, "hypervolume": .float]

    /// - Throws: where `expression` is no condition, or speaks of what there is not.
    public init(_ expression: Expression, objectives: Int = 1) throws(StudyError) {
        self.expression = expression
        hasSeveralObjectives = objectives > 1
        let type: ValueType
        do throws(ExpressionError) {
            let more = hasSeveralObjectives ? Self.front : Self.best
            type = try expression.type(where: Self.counts.merging(more) { first, _ in first })
        } catch {
            throw .condition(expression.source, error)
        }
        guard type == .bool else { throw .noCondition(expression.source) }
    }

    /// Whether it holds now. What it says of the best trial is not true before there is one.
    public func isTrue(in journal: StudyJournal) throws(StudyError) -> Bool {
        let (database, study) = (journal.database, journal.study.id)
        let counts = try storing { () throws(StorageError) in try database.counts(of: study) }
        let best = try storing { () throws(StorageError) in
            try BestTrials(of: journal.study, in: database, hasRepetitions: counts.repetitions > 0)
        }
        var values: [String: Value] = [
            "trials": .int(counts.trials), "completed": .int(counts.counts[.completed] ?? 0),
            "pruned": .int(counts.counts[.pruned] ?? 0), "failed": .int(counts.counts[.failed] ?? 0),
        ]
        if expression.names.contains("epochs") {
            values["epochs"] = .int(try storing { () throws(StorageError) in try database.epochCount(of: study) })
        }
        if let trial = best.trial {
            values["best.number"] = .int(trial.number)
            values["best.value"] = best.value.map { .float($0) }
            values["best.epoch"] = trial.bestEpoch.map { .int($0) }
        }
        if hasSeveralObjectives {
            let scores = try storing { () throws(StorageError) in try database.scores(of: study) }
            let front = FrontSummary(of: scores, directions: journal.study.directions)
            values["front"] = .int(front?.count ?? 0)
            values["hypervolume"] = .float(front?.hypervolume ?? 0)
        } else if best == .none, expression.names.contains(where: { $0.hasPrefix("best.") }) {
            return false
        }
        do throws(ExpressionError) {
            return try expression.evaluate { values[$0] } == .bool(true)
        } catch {
            throw .condition(expression.source, error)
        }
    }
}
