import Expressions
import Search
import Storage
import Testing

@testable import Definitions
@testable import Studies

@Suite("which stage comes next")
struct StagePlanTests {
    private static let stages = """
        { name: 'weights', trials: 8 },
        { name: 'longer', when: 'best.score > 0.75', trials: 3, next: 'batch' },
        { name: 'capacity', free: ['lr'], trials: 6 },
        { name: 'batch', when: 'completed >= 2 and study.best.cost < 9', else: 'end', free: ['lr'], trials: 4 },
        { name: 'last', when: 'longer.best.params.lr < 0.01 or weights.failed > 3', free: ['lr'], trials: 1 },
        """

    private static func plan() throws -> (StagePlan, Objective) {
        let text = """
            {
              name: "s", objective: { maximize: "score" }, train: { command: ["x"] },
              space: { lr: { float: [0, 1] } }, stages: [\(stages)],
            }
            """
        let definition = try StudyDefinition.parse(text, file: "s.json5")
        return (StagePlan(definition.stages), definition.objective)
    }

    /// A stage whose best trial reached `score`; nil where none has completed.
    private static func result(
        _ number: Int, score: Double?, completed: Int = 2, failed: Int = 0, cost: Double? = 1, lr: Double = 0.1
    ) -> StageResult {
        var result = StageResult(trials: completed + failed, completed: completed, failed: failed)
        guard let score else { return result }
        result.best = StageResult.Best(
            number: number, value: score, epoch: 3, metrics: cost.map { ["cost": $0] } ?? [:],
            parameters: Configuration(["lr": .float(lr)]))
        return result
    }

    private static func steps(
        after stages: [(String, StageResult)]
    ) throws -> [String] {
        let (plan, objective) = try plan()
        var results = StageResults(objective: objective)
        for (name, result) in stages { results.append(result, of: name) }
        return try plan.steps(after: stages.last?.0, given: results).map { step in
            "\(step.decision.rawValue) \(step.stage ?? "-")\(step.best.map { " from \($0)" } ?? "")"
        }
    }

    @Test("the first stage begins, and each next one starts from the best of the one before")
    func way() throws {
        #expect(try Self.steps(after: []) == ["run weights"])
        #expect(try Self.steps(after: [("weights", Self.result(3, score: 0.8))]) == ["run longer from 3"])
        #expect(
            try Self.steps(after: [("weights", Self.result(3, score: 0.75))]) == ["skip longer", "run capacity from 3"])
        let both = [("weights", Self.result(3, score: 0.8)), ("longer", Self.result(9, score: 0.7))]
        #expect(
            try Self.steps(after: both) == ["run batch from 9"], "the stage before, though an earlier one was better")
    }

    @Test("a gate reads the stage before, all stages, or the one that it names")
    func scopes() throws {
        let weights = ("weights", Self.result(3, score: 0.8))
        let few = ("capacity", Self.result(9, score: 0.7, completed: 1))
        #expect(
            try Self.steps(after: [weights, few]) == ["skip batch", "end -"], "one has completed of the stage before")
        let dear = ("weights", Self.result(3, score: 0.8, cost: 10))
        #expect(try Self.steps(after: [dear, ("capacity", Self.result(9, score: 0.7))]) == ["skip batch", "end -"])
        #expect(try Self.steps(after: [dear, ("capacity", Self.result(9, score: 0.9))]) == ["run batch from 9"])
        let longer = ("longer", Self.result(9, score: 0.9, lr: 0.001))
        #expect(
            try Self.steps(after: [weights, longer, ("batch", Self.result(11, score: 0.9))]) == ["run last from 11"])
        let high = ("longer", Self.result(9, score: 0.9, lr: 0.1))
        #expect(
            try Self.steps(after: [weights, high, ("batch", Self.result(11, score: 0.9))]) == ["skip last", "end -"])
    }

    @Test("a gate that names what is not there is not true")
    func absent() throws {
        let way = [
            ("weights", Self.result(3, score: 0.7, failed: 9)), ("capacity", Self.result(9, score: 0.7)),
            ("batch", Self.result(11, score: 0.7)),
        ]
        #expect(try Self.steps(after: way) == ["skip last", "end -"], "longer has not run")
        #expect(try Self.steps(after: way + [("last", Self.result(12, score: 0.7))]) == ["end -"])
    }

    @Test("the values that were read are kept beside the decision")
    func readings() throws {
        let (plan, objective) = try Self.plan()
        var results = StageResults(objective: objective)
        results.append(Self.result(3, score: 0.7), of: "weights")
        let steps = try plan.steps(after: "weights", given: results)
        #expect(steps[0].gate == "best.score > 0.75")
        #expect(steps[0].readings == [StageReading("best.score", .float(0.7))])
        #expect(steps[1].gate == nil && steps[1].readings == [])
        results.append(Self.result(9, score: 0.7), of: "capacity")
        results.append(Self.result(11, score: 0.7), of: "batch")
        let last = try plan.steps(after: "batch", given: results)
        #expect(
            last[0].readings == [StageReading("longer.best.params.lr", nil), StageReading("weights.failed", .int(0))])
    }

    @Test("a stage after one that failed altogether starts from the last that did not")
    func failures() throws {
        let way = [("weights", Self.result(3, score: 0.7)), ("capacity", Self.result(9, score: nil, completed: 0))]
        #expect(try Self.steps(after: way) == ["run batch from 3"])
        #expect(throws: StudyError.nothingToStartFrom(stage: "capacity")) {
            try Self.steps(after: [("weights", Self.result(3, score: nil, completed: 0, failed: 8))])
        }
    }

    @Test("a metric that the best trial did not report is an error with what it did report")
    func unreported() throws {
        let way = [
            ("weights", Self.result(3, score: 0.7, cost: nil)), ("capacity", Self.result(9, score: 0.6, cost: nil)),
        ]
        #expect(throws: StudyError.unreported(stage: "batch", trial: 3, metric: "cost", reported: [])) {
            try Self.steps(after: way)
        }
    }
}
