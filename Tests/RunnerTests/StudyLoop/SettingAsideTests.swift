import Definitions
import Expressions
import Search
import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Trials that people stop")
struct SettingAsideTests {
    /// Programs of five epochs, one a second, that read the answers; and such that do not.
    private let listening = MemoryPlace { _ in
        (1...5).flatMap { [.wait(1), .print("{\"epoch\": \($0), \"val\": 0.5}"), .listen] }
    }

    private let place = MemoryPlace { _ in
        (1...5).flatMap { [.wait(1), .print("{\"epoch\": \($0), \"val\": 0.5}")] }
    }

    private func setAside(_ number: Int, in harness: StudyHarness, when isTime: @escaping (RunEvent) -> Bool)
        -> (RunEvent) -> Void
    {
        { event in if isTime(event) { try? harness.database.setAside(number, of: harness.study.id) } }
    }

    private static func isReported(_ event: RunEvent, _ number: Int, _ epoch: Int) -> Bool {
        if case .reported(number, let report, _) = event { report.epoch == epoch } else { false }
    }

    @Test("one stops, the others go on, and no run goes on with it until it is told to", arguments: [false, true])
    func stops(sync: Bool) throws {
        let harness = try StudyHarness { $0.sync = sync }
        let place = sync ? listening : place
        let react = setAside(0, in: harness) { Self.isReported($0, 0, 2) }
        #expect(try harness.run(in: place, trials: 2, react: react) == .trialsDone)
        let first = try #require(harness.trials.first)
        #expect(first.isSetAside && first.attempt == 1)
        let epochs = try harness.epochs(0)
        #expect(epochs.count >= 2 && epochs.count < 5)
        #expect(try harness.state(1) == .completed(value: 0.5))

        #expect(try harness.run(in: place, trials: 0) == .trialsDone)
        #expect(try harness.trials[0].isSetAside && harness.trials.count == 2)

        #expect(try harness.database.release(0, of: harness.study.id))
        #expect(try harness.state(0) == .stopped(reason: nil))
        #expect(try harness.run(in: place, trials: 0) == .trialsDone)
        #expect(try harness.trials[0].attempt == 2 && harness.state(0) == .completed(value: 0.5))
    }

    @Test("one that is told to go on is taken up by the run that goes on, which has started its last trial already")
    func goesOn() throws {
        let harness = try StudyHarness()
        var isSetAside = false
        let end = try harness.run(in: place, trials: 2) { event in
            if !isSetAside, Self.isReported(event, 0, 1) {
                isSetAside = true
                try? harness.database.setAside(0, of: harness.study.id)
            }
            if Self.isReported(event, 1, 2) { _ = try? harness.database.release(0, of: harness.study.id) }
        }
        #expect(end == .trialsDone)
        #expect(try harness.trials.map(\.attempt) == [2, 1])
        #expect(try harness.trials.map(\.state) == [.completed(value: 0.5), .completed(value: 0.5)])
    }

    @Test("one that fails before it could be stopped is not tried again")
    func retried() throws {
        let harness = try StudyHarness { $0.retries = 3 }
        let failing = MemoryPlace { _ in
            [.wait(1), .print("{\"epoch\": 1, \"val\": 0.5}"), .end(.exited(status: 1))]
        }
        let react = setAside(0, in: harness) { Self.isReported($0, 0, 1) }
        #expect(try harness.run(in: failing, trials: 1, react: react) == .trialsDone)
        #expect(try harness.trials[0].isSetAside && harness.trials[0].attempt == 1)
    }

    @Test("one whose run has died stays stopped")
    func reaped() throws {
        let harness = try StudyHarness()
        let journal = try harness.journal()
        let trial = try journal.suggest(origin: .sampler)
        try harness.database.setAside(0, of: harness.study.id)
        let claim = try #require(harness.database.runningTrials(of: harness.study.id).first?.claim)
        #expect(try journal.trialsToStop() == [0])
        #expect(try journal.reap([claim]).map(\.attempt) == [trial.attempt])
        #expect(try harness.trials[0].isSetAside && journal.resume() == nil && journal.countSetAside() == 1)
    }

    @Test("one that has ended, waits, or is run by hand is refused")
    func refused() throws {
        let harness = try StudyHarness()
        try harness.run(in: place, trials: 1)
        let (database, study) = (harness.database, harness.study.id)
        #expect(throws: StorageError.notRunning(number: 0, state: "completed")) { try database.setAside(0, of: study) }
        #expect(throws: StorageError.notStopped(number: 0, state: "completed")) { try database.release(0, of: study) }
        let byHand = StudyJournal(database, study: harness.study, definition: harness.definition, owner: nil)
        _ = try byHand.ask()
        #expect(throws: StorageError.byHand(number: 1)) { try database.setAside(1, of: study) }
        let queued = try byHand.enqueue([Configuration(["x": .float(0.25)])])
        #expect(throws: StorageError.notRunning(number: queued[0], state: "waiting")) {
            try database.setAside(queued[0], of: study)
        }
        #expect(throws: StorageError.notStopped(number: queued[0], state: "waiting")) {
            try database.release(queued[0], of: study)
        }
        #expect(throws: StorageError.unknownTrial(number: 9)) { try database.setAside(9, of: study) }
    }
}
