import Definitions
import Expressions
import Search
import Storage
import Testing

@testable import Runner
@testable import Studies

@Suite("Runs towards several goals")
struct GoalsRunTests {
    private static let two = Goals(objectives: [
        Objective(metric: "val", direction: .maximize), Objective(metric: "size + params.x", direction: .minimize),
    ])
    /// Three epochs; the size is less for larger x.
    private static let script = """
        for epoch in 1 2 3; do
            echo "{\\"epoch\\": $epoch, \\"val\\": 0.$epoch, \\"size\\": $((10 - epoch)), \\"x\\": $1}"
        done

        """

    /// What verification finds otherwise than it is recorded.
    private static func differences(in harness: StudyHarness) throws -> [String] {
        let study = try harness.database.study(harness.study.id)
        let verification = try StudyVerification(of: study, in: harness.database) { _ in harness.definition }
        #expect(verification.suggestions > 0)
        return verification.differences
    }

    @Test("a trial counts with the values of its last epoch, expressions of metrics and parameters among them")
    func several() throws {
        let harness = try StudyHarness(Self.script, goals: Self.two, pruner: NoPruner())
        #expect(try harness.run(trials: 2) == .trialsDone)
        for trial in try harness.trials {
            let x = try #require(trial.parameters.sampled["x"]?.number)
            #expect(trial.values == [0.3, 7 + x] && trial.bestEpoch == 3)
        }
        #expect(try Self.differences(in: harness) == [])
        let journal = try harness.journal()
        try journal.catchUp(through: try harness.database.nextAsk(of: harness.study.id).revision)
        #expect(try journal.view(of: nil).history.forSampler.trials.map { $0.score?.values.count } == [2, 2])
    }

    @Test(
        "what the samplers of several objectives suggest is derived again from the database, with workers in parallel",
        arguments: ["nsga2", "tpe", "auto"])
    func verified(name: String) throws {
        let samplers: [String: any Sampler] = [
            "nsga2": NSGA2Sampler(populationSize: 4), "tpe": TPESampler(startupTrials: 4), "auto": AutoSampler(),
        ]
        let sampler = try #require(samplers[name])
        let goals = Goals(objectives: Self.two.objectives, feasible: [try Expression(parsing: "x > 0.3")])
        let harness = try StudyHarness(Self.script, goals: goals, sampler: sampler, pruner: NoPruner())
        try harness.run(trials: 12, jobs: 3)
        #expect(try harness.trials.count { !$0.isFeasible } > 0)
        #expect(try Self.differences(in: harness) == [])
    }

    @Test("an epoch that violates the conditions is no one's best, and a trial of such epochs alone is infeasible")
    func conditions() throws {
        let goals = Goals(
            objectives: [Objective(metric: "val", direction: .maximize)],
            feasible: [try Expression(parsing: "size >= 8"), try Expression(parsing: "params.x < 0.5")])
        let harness = try StudyHarness(
            Self.script, start: [0.25, 0.75].map { Configuration(["x": .float($0)]) }, goals: goals)
        try harness.run(trials: 2)
        let trials = try harness.trials
        // Of the epochs with sizes 9, 8 and 7, two meet the first condition; the second trial never meets the other one.
        #expect(trials[0].value == 0.2 && trials[0].bestEpoch == 2 && trials[0].violation == 0)
        #expect(trials[1].values == [0.2] && trials[1].violation == 0.25)
        #expect(try harness.database.bestTrial(of: harness.study.id)?.number == 0)
    }

    @Test("a trial whose epochs lack a metric fails, and its reason names it")
    func lacking() throws {
        let goals = Goals(objectives: [Objective(metric: "val + 0.1 * sise", direction: .maximize)])
        let harness = try StudyHarness(Self.script, goals: goals)
        try harness.run(trials: 1)
        #expect(
            try harness.reason(0)
                == "it never reported \"sise\", which the study's objectives or conditions need, only: val, size, x; did you mean \"size\"?"
        )
        let apart = Goals(objectives: [Objective(metric: "a + b", direction: .maximize)])
        let other = try StudyHarness(
            "echo '{\"epoch\": 1, \"a\": 1}'\necho '{\"epoch\": 2, \"b\": 1}'\n", goals: apart)
        try other.run(trials: 1)
        #expect(try other.reason(0) == "none of its epochs reported all of \"a\", \"b\"")
    }

    @Test("a run may end by how far the front has come, and not by a best that there is not")
    func until() throws {
        let harness = try StudyHarness(Self.script, goals: Self.two, pruner: NoPruner())
        #expect(
            try harness.run(trials: 9, until: "front >= 1 and completed >= 2")
                == .reached(condition: "front >= 1 and completed >= 2"))
        #expect(try harness.trials.count == 2)
        #expect(throws: StudyError.self) { try harness.run(trials: 1, until: "best.value > 0.5") }
    }

    @Test("by hand, one value is not enough: the metrics of an epoch are")
    func byHand() throws {
        let harness = try StudyHarness(goals: Self.two, pruner: NoPruner())
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: harness.definition, owner: nil)
        let asked = try journal.ask()
        #expect(throws: StudyError.valueAlone(trial: 0)) { try journal.tell(value: 1, of: 0) }
        let report = EpochReport(epoch: 1, metrics: [Metric("val", 0.5), Metric("size", 3)])
        #expect(try journal.tell(report, of: 0) == .continue)
        let x = try #require(asked.parameters.sampled["x"]?.number)
        #expect(try journal.tellEnd(of: 0) == .completed(Score(values: [0.5, 3 + x])))
    }
}
