import Definitions
import Search
import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Programs that print by the block")
struct EndedProgramTests {
    private static let epochs = (1...4).map { "{\"epoch\": \($0), \"val\": 0.\($0)}" }.joined(separator: "\n")

    private func verify(_ harness: StudyHarness) throws -> StudyVerification {
        let definition = harness.definition
        return try StudyVerification(of: harness.study, in: harness.database) { _ in definition }
    }

    @Test(
        "one that had ended when it was read is not pruned or paused, and all of its epochs are kept",
        arguments: [0, 0.1, 0.2], [Cutter(epoch: 2), Pauser()] as [any Pruner])
    func ended(secondsBeforeItsEnd: Double, pruner: any Pruner) throws {
        let place = MemoryPlace { _ in [.print(Self.epochs), .wait(secondsBeforeItsEnd)] }
        let harness = try StudyHarness(pruner: pruner)
        try harness.run(in: place, trials: 2)
        #expect(try harness.trials.map(\.state) == [.completed(value: 0.4), .completed(value: 0.4)])
        #expect(try harness.epochs(0) == [1, 2, 3, 4] && harness.epochs(1) == [1, 2, 3, 4])
        let verification = try verify(harness)
        #expect(
            verification.differences == [] && verification.unjudged == []
                && verification.moot == (pruner is Cutter ? 6 : 2))
        let report = PruningReport(of: try harness.pruning, epochs: 4, direction: .maximize)
        #expect(report.pruned == 0 && report.paused == 0)
    }

    @Test("one that its place ends is judged when it is resumed, and has not gone on by what it had printed before")
    func judgedLate() throws {
        let lines = ["{\"epoch\": 1, \"val\": 0.1}", "{\"epoch\": 2, \"loss\": 0.2}"].joined(separator: "\n")
        let place = MemoryPlace { _ in [.print(lines), .end(.interrupted(reason: "requeued"))] }
        let harness = try StudyHarness(pruner: Cutter(epoch: 1))
        try harness.run(in: place, trials: 1)
        #expect(try harness.trials.map(\.state) == [.pruned(epoch: 1)])
        #expect(try harness.trials.map(\.attempt) == [2] && harness.epochs(0) == [1, 2])
        #expect(try verify(harness).differences == [])
    }

    @Test("one that goes on after its block is pruned where the pruner says")
    func goesOn() throws {
        let place = MemoryPlace { _ in [.print(Self.epochs), .wait(60), .print("{\"epoch\": 5, \"val\": 0.5}")] }
        let harness = try StudyHarness(pruner: Cutter(epoch: 2))
        try harness.run(in: place, trials: 1)
        #expect(try harness.trials.map(\.state) == [.pruned(epoch: 2)])
        #expect(try harness.epochs(0) == [1, 2])
        #expect(place.clock.now < 10)
        #expect(try verify(harness).differences == [])
    }

    @Test("of a real one, by whatever it reports, every epoch is kept", arguments: [true, false])
    func realProgram(printsTable: Bool) throws {
        let script = "sleep 0.1; printf 'epoch,val\\n1,1\\n2,2\\n3,3\\n' > \"$HPO_TRIAL_DIR/r.csv\""
        let lines = "printf 'epoch 1 val 1\\nepoch 2 val 2\\nepoch 3 val 3\\n'"
        let harness = try StudyHarness(printsTable ? script : lines, pruner: Cutter(epoch: 1)) {
            $0.reader = printsTable ? .csv("r.csv") : .regex([#"epoch (?<epoch>\d+) val (?<val>\S+)"#])
        }
        try harness.run(trials: 2)
        #expect(try harness.trials.map(\.state) == [.completed(value: 3), .completed(value: 3)])
        #expect(try harness.epochs(0) == [1, 2, 3] && harness.epochs(1) == [1, 2, 3])
        #expect(try verify(harness).differences == [])
    }

    @Test("what is reported at once by the thousands keeps nobody waiting: the rest is looked after in between")
    func portions() throws {
        let lines = (1...1200).map { "{\"epoch\": \($0), \"val\": 1}" }.joined(separator: "\n")
        let harness = try StudyHarness()
        try harness.run(in: MemoryPlace { _ in [.print(lines)] }, trials: 1)
        var ticks: [Int] = []
        var reported = 0
        for event in harness.events {
            if case .reported = event { reported += 1 }
            if case .tick = event, reported > 0, reported < 1200 { ticks.append(reported) }
        }
        #expect(ticks == [500, 1000])
        #expect(try harness.epochs(0).count == 1200)
    }

    @Test("of a long table that an ended program has left every row is read, and the rest is looked after in between")
    func longTable() throws {
        let rows = (1...400).map { "\($0),0.5" + String(repeating: " ", count: 500) }.joined(separator: "\n")
        let harness = try StudyHarness { $0.reader = .csv("r.csv") }
        let folder = harness.folder
        let place = MemoryPlace { job in
            _ = try? folder.write("epoch,val\n\(rows)", to: "studies/test/trial-0000/r.csv")
            return []
        }
        try harness.run(in: place, trials: 1)
        #expect(try harness.epochs(0) == Array(1...400))
        var ticks = 0
        var reported = 0
        for event in harness.events {
            if case .reported = event { reported += 1 }
            if case .tick = event, reported > 0, reported < 400 { ticks += 1 }
        }
        #expect(ticks == 3)
    }

    @Test("whoever asks twice for the end does not wait for the rest of a long report; the trial can be resumed")
    func twice() throws {
        let lines = (1...1200).map { "{\"epoch\": \($0), \"val\": 1}" }.joined(separator: "\n")
        let harness = try StudyHarness()
        harness.interrupts.request()
        harness.interrupts.request()
        #expect(try harness.run(in: MemoryPlace { _ in [.print(lines), .wait(60)] }, trials: 1) == .interrupted)
        #expect(try harness.state(0) == .stopped(reason: nil))
    }
}

/// Pauses every trial at its second epoch.
private struct Pauser: Pruner {
    let promotes = true
    func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        epoch == 2 ? .pause : .continue
    }
    func promotion(among history: History) -> Int? { nil }
}
