// Derives every step through a study's stages again: when each stage was over, what its gate read, where that led.

import Definitions
import Expressions
import Search
import Storage

/// What came of deriving a study's stages again.
struct StageVerification {
    /// How many steps were derived again.
    private(set) var steps = 0
    /// What came out otherwise than it is recorded, one sentence each.
    private(set) var differences: [String] = []

    /// - Parameters:
    ///   - recorded: the steps of the study.
    ///   - changes: its whole history.
    ///   - stages: the trials' stages by number.
    ///   - definition: the study's definition of a revision.
    init(
        _ recorded: [StageStep], of study: Study, in database: StudyDatabase,
        changes: [(revision: Int, change: HistoryChange)], stages: [Int: String],
        definition: (Int) throws(StudyError) -> StudyDefinition
    ) throws(StudyError) {
        var histories: [String: History] = [:]
        var read = 0
        var taken = 0
        let empty = History(
            directions: study.directions, counting: recorded.isEmpty ? .best : try definition(1).goals.counting)
        while taken < recorded.count {
            let saw = recorded[taken].sawRevision
            while read < changes.count, changes[read].revision <= saw {
                let change = changes[read].change
                let stage = stages[change.number] ?? ""
                histories[stage, default: empty].apply(change)
                read += 1
            }
            let definition = try definition(recorded[taken].definitionRevision)
            let before = recorded[..<taken]
            let results = try StageResults(
                after: before, objective: definition.objective, study: study.id, in: database, seenAt: saw
            ) { stage in histories[stage] ?? empty }
            if let last = before.last?.stage {
                let applied = try definition.applied(to: last, of: study, in: database)
                check(histories[last], isOver: last, by: applied.pruner.algorithm)
            }
            let derived = try StagePlan(definition.stages).steps(after: before.last?.stage, given: results)
            compare(Array(recorded[taken...].prefix(derived.count)), derived, from: taken)
            steps += derived.count
            taken += derived.count
        }
    }

    private mutating func check(_ history: History?, isOver stage: String, by pruner: any Pruner) {
        if let open = history?.trials.first(where: { $0.outcome == nil }) {
            differences.append("the stage \(stage) was said to be over while trial \(open.number) had not ended")
        }
        if let number = history.flatMap({ pruner.promotion(among: $0) }) {
            differences.append("the stage \(stage) was said to be over, and now trial \(number) is promoted first")
        }
    }

    private mutating func compare(_ recorded: [StageStep], _ derived: [StageStep], from taken: Int) {
        for (offset, now) in derived.enumerated() {
            let number = taken + offset + 1
            guard offset < recorded.count else {
                differences.append("step \(number) of the stages is not recorded, and now \(Self.words(now))")
                return
            }
            var then = recorded[offset]
            (then.sawRevision, then.definitionRevision) = (now.sawRevision, now.definitionRevision)
            guard then != now else { continue }
            differences.append("step \(number) of the stages was to \(Self.words(then)), and now to \(Self.words(now))")
        }
    }

    /// `skip longer (best.val = 0.71)`
    private static func words(_ step: StageStep) -> String {
        let readings = step.readings.map { "\($0.name) = \($0.value?.description ?? "nothing")" }
        let start = step.best.map { ["from trial \($0)"] } ?? []
        let remarks = readings + start
        return "\(step.decision.rawValue)\(step.stage.map { " \($0)" } ?? "")"
            + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))")
    }
}
