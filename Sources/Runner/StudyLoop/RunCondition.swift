// `--until`: a condition on how the study stands.
//
//     try RunCondition(Expression(parsing: "best.value > 0.9 or failed >= 20")).isTrue(in: journal)

import Expressions
import Search
import Storage

/// A condition over `best.value`, `best.number`, `best.epoch`, `trials`, `completed`, `pruned` and `failed`; of several
/// objectives over `front` (how many trials none dominates) and `hypervolume` instead of `best`.
struct RunCondition {
    private let expression: Expression
    private let hasSeveralObjectives: Bool

    private static let counts: [String: ValueType] = [
        "trials": .int, "completed": .int, "pruned": .int, "failed": .int,
    ]
    private static let best: [String: ValueType] = ["best.value": .float, "best.number": .int, "best.epoch": .int]
    private static let front: [String: ValueType] = ["front": .int, "hypervolume": .float]

    /// - Throws: where `expression` is no condition, or speaks of what there is not.
    init(_ expression: Expression, objectives: Int = 1) throws(RunError) {
        self.expression = expression
        hasSeveralObjectives = objectives > 1
        let type: ValueType
        do throws(ExpressionError) {
            let more = hasSeveralObjectives ? Self.front : Self.best
            type = try expression.type(where: Self.counts.merging(more) { first, _ in first })
        } catch {
            throw .until(condition: expression.source, error)
        }
        guard type == .bool else { throw .untilType(condition: expression.source) }
    }

    /// Whether it holds now. What it says of the best trial is not true before there is one.
    func isTrue(in journal: StudyJournal) throws(RunError) -> Bool {
        let (database, study) = (journal.database, journal.study.id)
        let counts = try journal.storing { () throws(StorageError) in try database.summary(of: study).counts }
        let best = try journal.storing { () throws(StorageError) in try database.bestTrial(of: study) }
        var values: [String: Value] = [
            "trials": .int(counts.values.reduce(0, +)), "completed": .int(counts[.completed] ?? 0),
            "pruned": .int(counts[.pruned] ?? 0), "failed": .int(counts[.failed] ?? 0),
        ]
        if let best {
            values["best.number"] = .int(best.number)
            values["best.value"] = best.value.map { .float($0) }
            values["best.epoch"] = best.bestEpoch.map { .int($0) }
        }
        if hasSeveralObjectives {
            let scores = try journal.storing { () throws(StorageError) in try database.scores(of: study) }
            let front = FrontSummary(of: scores, directions: journal.study.directions)
            values["front"] = .int(front?.count ?? 0)
            values["hypervolume"] = .float(front?.hypervolume ?? 0)
        } else if best == nil, expression.names.contains(where: { $0.hasPrefix("best.") }) {
            return false
        }
        do throws(ExpressionError) {
            return try expression.evaluate { values[$0] } == .bool(true)
        } catch {
            throw .until(condition: expression.source, error)
        }
    }
}
