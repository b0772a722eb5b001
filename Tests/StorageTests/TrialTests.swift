import Expressions
import Search
import Storage
import System
import Testing

@Suite struct TrialTests {
    @Test("every kind of value comes back as what it was, in the part it was in")
    func valuesSurvive() throws {
        let parameters = TrialParameters(
            sampled: Configuration([
                "int": .int(4), "float": .float(4), "string": .string("4"), "bool": .bool(true), "no": .bool(false),
                "big": .int(.max), "tiny": .float(1e-300), "empty": .string(""), "quoted": .string("it's \"ü\" \0 日本"),
            ]),
            derived: Configuration(["four": .int(16), "infinite": .float(.infinity)]),
            fixed: Configuration(["batch": .int(32), "one": .int(1), "yes": .float(1)]))
        let fixture = try Fixture()
        let trial = NewTrial(parameters: parameters, seed: .max, origin: .ask, sampler: "tpe", sawRevision: 0)
        let claimed = try fixture.database.startTrial(number: 0, of: fixture.study.id, as: trial, owner: nil)
        #expect(claimed?.parameters == parameters)
        #expect(claimed?.seed == .max)
        let read = try StudyDatabase(opening: fixture.path).trial(0, of: fixture.study.id)
        #expect(read.parameters == parameters)
        #expect(read.parameters.resolved.values.count == 14)
        #expect((read.origin, read.sampler, read.sawRevision, read.seed) == (.ask, "tpe", 0, .max))
    }

    @Test("a parameter that is NaN comes back as NaN")
    func notANumberParameter() throws {
        let fixture = try Fixture()
        _ = try fixture.start(["x": .float(.nan)], owner: nil)
        let value = try fixture.database.trial(0, of: fixture.study.id).parameters.sampled["x"]
        guard case .float(let float) = value else {
            Issue.record("\(String(describing: value))")
            return
        }
        #expect(float.isNaN)
    }

    @Test("resolved parameters are told apart: sampled, fixed by name, the rest derived")
    func parts() {
        let parts = TrialParameters(
            sampled: Configuration(["a": .int(1)]),
            resolved: Configuration(["a": .int(1), "b": .int(2), "c": .int(3)]), fixed: ["c", "d"])
        #expect(parts.derived == Configuration(["b": .int(2)]))
        #expect(parts.fixed == Configuration(["c": .int(3)]))
        #expect(parts.resolved == Configuration(["a": .int(1), "b": .int(2), "c": .int(3)]))
    }

    @Test("a number that another took meanwhile gives nil, and stores nothing")
    func numberTaken() throws {
        let fixture = try Fixture()
        let ask = try fixture.database.nextAsk(of: fixture.study.id)
        #expect(ask == (0, 0, 1))
        _ = try fixture.start(owner: fixture.owner)
        for number in [0, 2, -1] {
            let trial = NewTrial.sampled(["lr": .float(9)], number: number, saw: ask.revision)
            #expect(try fixture.database.startTrial(number: number, of: fixture.study.id, as: trial, owner: nil) == nil)
        }
        #expect(try fixture.database.trials(of: fixture.study.id).count == 1)
        #expect(try fixture.database.nextAsk(of: fixture.study.id) == (1, 1, 1))
    }

    @Test("waiting trials are begun in order of number, enqueued ones after the start configurations")
    func waiting() throws {
        let start = (0..<2).map { number in
            NewTrial(
                parameters: TrialParameters(sampled: Configuration(["x": .int(number)])), seed: number, origin: .start)
        }
        let fixture = try Fixture(waiting: start)
        let (database, study) = (fixture.database, fixture.study.id)
        #expect(try database.nextAsk(of: study) == (2, 0, 1))
        let enqueued = NewTrial(
            parameters: TrialParameters(sampled: Configuration(["x": .int(7)])), seed: 200, origin: .enqueued)
        #expect(try database.enqueue([enqueued], numberedFrom: 1, to: study) == nil, "the number is taken")
        #expect(try database.enqueue([enqueued], numberedFrom: 2, to: study) == [2])
        #expect(try database.changes(of: study, after: 0).isEmpty)

        var begun: [ClaimedTrial] = []
        while let trial = try database.claimWaiting(of: study, owner: fixture.owner) { begun.append(trial) }
        #expect(begun.map(\.attempt.number) == [0, 1, 2])
        #expect(begun.map(\.seed) == [0, 1, 200])
        #expect(begun.map(\.origin) == [.start, .start, .enqueued])
        #expect(begun.map(\.revision) == [1, 2, 3])
        #expect(begun.allSatisfy { !$0.resumes })
        #expect(try database.trials(of: study).map(\.state) == [.running, .running, .running])
    }

    @Test("a stopped trial is resumed as its next attempt, and its earlier attempt's reports no longer count")
    func resumption() throws {
        let fixture = try Fixture()
        let first = try fixture.start(owner: fixture.owner)
        try fixture.report(0.5, at: 1, of: first)
        try fixture.database.finish(first, .stopped, reason: "interrupted")
        #expect(try fixture.database.trial(0, of: fixture.study.id).state == .stopped(reason: "interrupted"))

        let claimed = try fixture.database.claimStopped(of: fixture.study.id, owner: fixture.owner)
        let second = try #require(claimed)
        #expect(second.resumes)
        #expect(second.attempt.attempt == 2)
        #expect(second.parameters.sampled == Configuration(["lr": .float(0.1)]))
        #expect(try fixture.database.claimStopped(of: fixture.study.id, owner: fixture.owner) == nil)

        let superseded = StorageError.superseded(number: 0, attempt: 1, current: 2)
        #expect(throws: superseded) { try fixture.report(0.9, at: 2, of: first) }
        #expect(throws: superseded) { try fixture.database.finish(first, .completed(value: 1)) }
        let handle = JobHandle(launcher: "local", text: "1 1")
        #expect(throws: superseded) { try fixture.database.recordHandle(handle, of: first) }
        #expect(try fixture.report(0.6, at: 2, of: second.attempt) == .recorded(revision: 5))
        try fixture.database.finish(second.attempt, .completed(value: 0.6))

        let epochs = try fixture.database.epochs(of: 0, in: fixture.study.id)
        #expect(epochs.map(\.objective) == [0.5, 0.6])
        #expect(epochs.map(\.attempt) == [1, 2])
        let trial = try fixture.database.trial(0, of: fixture.study.id)
        #expect(trial.state == .completed(value: 0.6))
        #expect((trial.attempt, trial.startedRevision, trial.endedRevision) == (2, 1, 6))
    }

    @Test("an ended or waiting or missing trial takes no reports")
    func notRunning() throws {
        let fixture = try Fixture(waiting: [.sampled([:], number: 0, saw: 0)])
        let attempt = try fixture.start(owner: nil)
        try fixture.database.finish(attempt, .failed(reason: "exit status 1"))
        #expect(throws: StorageError.notRunning(number: 1, state: "failed")) {
            try fixture.report(1, at: 1, of: attempt)
        }
        #expect(throws: StorageError.notRunning(number: 1, state: "failed")) {
            try fixture.database.finish(attempt, .completed(value: 1))
        }
        #expect(throws: StorageError.notRunning(number: 0, state: "waiting")) {
            try fixture.database.runningAttempt(of: 0, in: fixture.study.id)
        }
        let missing = TrialAttempt(study: fixture.study.id, number: 9, attempt: 1)
        #expect(throws: StorageError.unknownTrial(number: 9)) { try fixture.report(1, at: 1, of: missing) }
        #expect(throws: StorageError.unknownTrial(number: 9)) { try fixture.database.trial(9, of: fixture.study.id) }
    }

    @Test("a trial by hand is found by its number alone")
    func byHand() throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: nil)
        #expect(try fixture.database.runningAttempt(of: 0, in: fixture.study.id) == attempt)
        #expect(try fixture.database.owners(of: fixture.study.id).isEmpty)
        try fixture.database.finish(attempt, .completed(value: 0.83))
        let trial = try fixture.database.trial(0, of: fixture.study.id)
        #expect((trial.value, trial.bestEpoch) == (0.83, nil))
    }

    @Test(
        "each outcome comes back with what belongs to it",
        arguments: [
            (.completed(value: 0.5), .completed(value: 0.5)),
            (.completed(value: .infinity), .completed(value: .infinity)),
            (.pruned(epoch: 3), .pruned(epoch: 3)),
            (.failed(reason: "exit status 1: no"), .failed(reason: "exit status 1: no")),
            (.stopped, .stopped(reason: nil)),
        ] as [(Outcome, TrialState)])
    func outcomes(outcome: Outcome, state: TrialState) throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        #expect(try fixture.database.finish(attempt, outcome).revision == 2)
        #expect(try fixture.database.trial(0, of: fixture.study.id).state == state)
        #expect(try fixture.database.owners(of: fixture.study.id).isEmpty)
        #expect(
            try fixture.database.changes(of: fixture.study.id, after: 1).map(\.change) == [
                .ended(number: 0, outcome: outcome)
            ])
    }

    @Test("how a study stands: trials by state, and the best completed one")
    func summary() throws {
        let fixture = try Fixture(direction: .minimize, waiting: [.sampled([:], number: 0, saw: 0)])
        for outcome in [
            .completed(value: 0.4), .completed(value: .nan), .completed(value: 0.2), .completed(value: 0.2),
            .pruned(epoch: 1),
        ] as [Outcome] {
            try fixture.database.finish(try fixture.start(owner: nil), outcome)
        }
        let counts = try fixture.database.counts(of: fixture.study.id)
        #expect(counts.counts == [.waiting: 1, .completed: 4, .pruned: 1])
        let best = try fixture.database.bestTrial(of: fixture.study.id)
        #expect((best?.number, best?.value) == (3, 0.2))
        #expect(try fixture.database.counts() == [counts])
    }
}
