import Definitions
import Expressions
import Search
import Storage
import TestSupport
import Testing

@testable import Studies

@Suite("What a program that runs trials itself begins next")
struct NextTrialTests {
    private let store: StudyStore

    init() throws { store = try StudyStore.inMemory() }

    private func journal(_ space: String = "x: { float: [0, 1] }", more: String = "") throws -> StudyJournal {
        let definition = try StudyDefinition.parse(
            """
            { name: "next", objective: { minimize: "loss" }, train: { ask: true, resume: true }, space: { \(space) },
              sampler: { random: {} }, \(more) }
            """, file: "next.json5", workloads: [])
        return try store.create(definition).journal(for: .thisProcess)
    }

    private func begun(_ journal: StudyJournal) throws -> ClaimedTrial {
        guard case .trial(let trial) = try journal.next(mayBeNew: true, beside: 0) else {
            throw StudyError.stagesDone
        }
        return trial
    }

    @Test("is what was interrupted, then what waits, then what the sampler proposes")
    func order() throws {
        let journal = try journal(more: "pruner: { none: {} }, start: [{ x: 0.25 }]")
        let first = try begun(journal)
        #expect(first.origin == .start && first.parameters.sampled["x"] == .float(0.25))
        let second = try begun(journal)
        #expect(second.origin == .sampler && second.attempt.number == 1)
        try journal.finish(first.attempt, .stopped)
        let again = try begun(journal)
        #expect(again.attempt == TrialAttempt(study: journal.study.id, number: 0, attempt: 2))
        try journal.finish(again.attempt, .stopped)
        #expect(try journal.next(mayBeNew: false, beside: 1) != .none(.enough))
        #expect(try journal.next(mayBeNew: false, beside: 1) == .none(.enough))
    }

    @Test("is nothing once each configuration of a finite space was tried")
    func exhausted() throws {
        let journal = try journal("x: { choice: [1, 2] }")
        for _ in 0..<2 { try journal.finish(try begun(journal).attempt, .completed(value: 1)) }
        #expect(try journal.next(mayBeNew: true, beside: 0) == .none(.exhausted(.allTried(count: 2))))
    }

    @Test("waits for others where the pruner may promote a paused trial because of them")
    func promotions() throws {
        let journal = try journal(more: "pruner: { asha: { min_resource: 1, reduction_factor: 2 } }")
        func report(_ loss: Double) throws -> (TrialAttempt, Verdict?) {
            let attempt = try begun(journal).attempt
            let report = EpochReport(epoch: 1, metrics: [Metric("loss", loss)])
            return (attempt, try journal.record(report, of: attempt)?.verdict)
        }
        let (first, best) = try report(0.25)
        let (second, good) = try report(0.5)
        #expect(best == .continue && good == .pause)
        #expect(try journal.finish(second, .stopped) == .paused(epoch: 1))
        #expect(try journal.next(mayBeNew: false, beside: 1) == .later)
        #expect(try journal.next(mayBeNew: false, beside: 0) == .none(.enough))
        for loss in [0.75, 1] {
            let (attempt, verdict) = try report(loss)
            #expect(verdict == .pause)
            try journal.finish(attempt, .stopped)
        }
        guard case .trial(let promoted) = try journal.next(mayBeNew: false, beside: 1) else {
            Issue.record("the second best of four was not promoted")
            return
        }
        #expect(promoted.isPromoted && promoted.attempt.number == second.number && first.number == 0)
    }
}
