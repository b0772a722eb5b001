import Definitions
import Expressions
import Foundation
import Search
import Storage
import System
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Paused trials")
struct PromotionTests {
    /// Four epochs whose value is x, from the checkpoint on; each epoch that is run is a line of `ran`.
    private static let script = """
        epoch=1; if [ -f "$HPO_TRIAL_DIR/checkpoint" ]; then epoch=$(($(cat "$HPO_TRIAL_DIR/checkpoint") + 1)); fi
        while [ $epoch -le 4 ]; do
            echo "$HPO_TRIAL $epoch" >> ran
            echo $epoch > "$HPO_TRIAL_DIR/checkpoint"
            echo "{\\"epoch\\": $epoch, \\"val\\": $1}"
            read answer || exit 9
            if [ "$answer" = stop ]; then exit 0; fi
            epoch=$((epoch + 1))
        done
        """

    private func harness(
        _ pruner: any Pruner = SuccessiveHalvingPruner(reductionFactor: 2, promotes: true), start: [Double] = [],
        seed: UInt64 = 1
    ) throws -> StudyHarness {
        try StudyHarness(Self.script, start: start.map { Configuration(["x": .float($0)]) }, pruner: pruner, seed: seed)
        {
            $0.sync = true
            $0.resume = true
            $0.epochs = 4
        }
    }

    private func verify(_ harness: StudyHarness) throws -> StudyVerification {
        let definition = harness.definition
        return try StudyVerification(of: harness.study, in: harness.database) { _ in definition }
    }

    @Test("are promoted when their rung has a place for them, go on where they stopped, and stay stopped else")
    func written() throws {
        // Rungs at 1, 2 and 4. Trial 1 is second of two; it gets the second place of the first rung when the fourth has come.
        let harness = try harness(start: [0.9, 0.5, 0.1, 0.2])
        #expect(try harness.run(trials: 4) == .trialsDone)
        let states = try harness.trials.map(\.state)
        #expect(states[0] == .completed(value: 0.9))
        let trials = try harness.trials
        #expect(trials.map(\.pausedEpoch) == [nil, 2, 1, 1])
        #expect(trials.map(\.attempt) == [1, 2, 1, 1])
        #expect(trials[2].state == .stopped(reason: "paused by the pruner at epoch 1"))
        #expect(try harness.folder.read("ran") == "0 1\n0 2\n0 3\n0 4\n1 1\n2 1\n3 1\n1 2\n")
        #expect(try harness.folder.read("studies/test/trial-0001/config.json").contains("\"resume\": true"))
        let attempts = try harness.database.attempts(of: harness.study.id).filter { $0.trial == 1 }
        #expect(attempts.map(\.pausedEpoch) == [1, 2])
        #expect(attempts.first?.sawRevision == nil && attempts.last?.sawRevision != nil)
        let verification = try verify(harness)
        #expect(verification.differences == [] && verification.promotions == 1)

        // Another run begins no paused trial again unless it is promoted.
        #expect(try harness.run(trials: 0) == .trialsDone)
        #expect(try harness.trials == trials)
    }

    @Test(
        "come before new trials, are counted once, and can be derived again, with one job and with three",
        arguments: [1, 3])
    func derived(jobs: Int) throws {
        let harness = try harness()
        #expect(try harness.run(trials: 24, jobs: jobs) == .trialsDone)
        let trials = try harness.trials
        #expect(trials.count == 24)
        let verification = try verify(harness)
        #expect(verification.differences == [] && verification.unjudged == [])
        #expect(verification.suggestions == 24 && verification.promotions > 0)
        #expect(trials.contains { $0.pausedEpoch != nil } && trials.contains { $0.state.name == .completed })
        #expect(trials.allSatisfy { $0.state.name == .completed || $0.pausedEpoch != nil })
        // No epoch was run twice.
        let ran = try harness.folder.read("ran").split(separator: "\n")
        #expect(Set(ran).count == ran.count)
        // Nothing is left to promote.
        let journal = try harness.journal()
        #expect(try journal.promote() == nil && journal.resume() == nil)
    }

    @Test(
        "that were screened go on from their checkpoint, or start over where their program can't, and all can be derived again",
        arguments: [(true, 1), (true, 3), (false, 1), (false, 3)])
    func screened(resumes: Bool, jobs: Int) throws {
        let script = Self.script.replacing("-le 4", with: "-le 10")
            .replacing("if [ -f", with: resumes ? "if [ -f" : "if false && [ -f")
        let harness = try StudyHarness(script, pruner: ScreeningPruner(Screening(length: 10))) {
            ($0.sync, $0.resume, $0.epochs) = (true, resumes, 10)
        }
        #expect(try harness.run(trials: 24, jobs: jobs) == .trialsDone)
        let verification = try verify(harness)
        #expect(verification.differences == [] && verification.unjudged == [])
        #expect(verification.suggestions == 24 && verification.promotions > 0)
        let trials = try harness.trials
        #expect(trials.allSatisfy { $0.state.name == .completed || $0.pausedEpoch == 1 })
        let promoted = trials.filter { $0.attempt == 2 }
        #expect(promoted.count == verification.promotions && promoted.allSatisfy { $0.state.name == .completed })
        // A trial's value is x at every epoch: of those that waited none is better than the last that went on.
        let waiting = trials.filter { $0.pausedEpoch == 1 && $0.attempt == 1 }.compactMap {
            $0.parameters.sampled["x"]?.number
        }
        let chosen = trials.last { $0.attempt == 2 }.flatMap { $0.parameters.sampled["x"]?.number }
        #expect(!waiting.isEmpty && chosen != nil)
        for trial in promoted {
            let ran = try harness.folder.read("ran").split(separator: "\n").filter { $0.hasPrefix("\(trial.number) ") }
            #expect(ran.count == (resumes ? 10 : 11))
        }
    }

    @Test("audited trials are not paused")
    func audited() throws {
        let harness = try harness(seed: 3)
        var definition = harness.definition
        definition.audit = PruneAudit(share: 1)
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: definition, owner: try .current())
        let loop = StudyLoop(
            journal, launcher: LocalLauncher(),
            settings: RunSettings(limits: RunLimits(trials: 6), executable: "hpo"), interrupts: harness.interrupts)
        _ = try loop.run()
        let trials = try harness.trials
        #expect(trials.allSatisfy { $0.state.name == .completed })
        #expect(trials.contains { $0.auditedEpoch != nil })
        let verification = try StudyVerification(of: harness.study, in: harness.database) { [definition] _ in definition
        }
        #expect(verification.differences == [])
        #expect(verification.audits == trials.count { $0.auditedEpoch != nil })
    }

    @Test("an epoch whose process died before the pruner was asked is judged when the trial is resumed")
    func overdue() throws {
        let harness = try harness(start: [0.9, 0.5])
        try harness.run(trials: 1)
        // The second trial reports its first epoch, and its loop dies before it can ask the pruner.
        let journal = try harness.journal()
        let claimed = try #require(try journal.dequeue())
        try harness.database.recordEpoch(1, of: claimed.attempt, metrics: [("val", 0.5)], objective: 0.5)
        let unjudged = try verify(harness)
        #expect(unjudged.unjudged == [StudyVerification.UnjudgedEpoch(trial: 1, epoch: 1)])
        #expect(unjudged.differences == [])
        try harness.database.finish(claimed.attempt, .stopped)

        #expect(try harness.run(trials: 0) == .trialsDone)
        let trial = try #require(harness.trials.last)
        #expect(trial.pausedEpoch == 1 && trial.attempt == 2)
        #expect(try !harness.folder.read("ran").contains("1 "), "it was not run")
        let verification = try verify(harness)
        #expect(verification.unjudged == [] && verification.differences == [])
    }

    @Test("a pause that was recorded is kept when the process dies before it can carry it out")
    func decided() throws {
        let harness = try harness(start: [0.9, 0.5])
        try harness.run(trials: 1)
        let here = try Owner.current()
        let gone = Owner(
            host: here.host, boot: here.boot,
            process: ProcessIdentity(pid: here.process.pid, start: here.process.start - 1))
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: harness.definition, owner: gone)
        let claimed = try #require(try journal.dequeue())
        let report = EpochReport(epoch: 1, metrics: [Metric("val", 0.5)])
        #expect(try journal.record(report, of: claimed.attempt)?.verdict == .pause)

        #expect(try harness.run(trials: 0) == .trialsDone)
        let trial = try #require(harness.trials.last)
        #expect(trial.pausedEpoch == 1 && trial.attempt == 1)
        #expect(try verify(harness).differences == [])
    }
}
