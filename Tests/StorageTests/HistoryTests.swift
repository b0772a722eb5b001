import Expressions
import Search
import Testing

@testable import Storage

@Suite struct HistoryTests {
    /// A linear congruential generator: the tests need the same cases each time, not good chance.
    struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 33
        }
    }

    @Test(
        "whatever happened, the changes between any two revisions are those that happened between them",
        arguments: 1...5)
    func replay(seed: UInt64) throws {
        let waiting = (0..<3).map { NewTrial.sampled(["w": .int($0)], number: $0, saw: 0) }
        let fixture = try Fixture(waiting: waiting)
        let (database, study) = (fixture.database, fixture.study.id)
        var chance = Chance(state: seed)
        var expected: [(revision: Int, change: HistoryChange)] = []
        var running: [TrialAttempt] = []
        var nextEpoch: [Int: Int] = [:]
        func began(_ trial: ClaimedTrial) {
            running.append(trial.attempt)
            let number = trial.attempt.number
            let change: HistoryChange =
                trial.resumes
                ? .resumed(number: number) : .started(number: number, configuration: trial.parameters.sampled)
            expected.append((trial.revision, change))
        }
        for _ in 0..<120 {
            switch Int.random(in: 0..<10, using: &chance) {
            case 0:
                let ask = try database.nextAsk(of: study)
                let trial = NewTrial.sampled(
                    ["x": .float(.random(in: 0...1, using: &chance))], number: ask.number, saw: ask.revision)
                if let begun = try database.startTrial(number: ask.number, of: study, as: trial, owner: fixture.owner) {
                    began(begun)
                }
            case 1: if let begun = try database.claimWaiting(of: study, owner: nil) { began(begun) }
            case 2: if let begun = try database.claimStopped(of: study, owner: fixture.owner) { began(begun) }
            case 3, 4:
                guard let index = running.indices.randomElement(using: &chance) else { continue }
                let attempt = running.remove(at: index)
                let outcomes: [Outcome] = [
                    .completed(value: 0.25), .pruned(epoch: 2), .failed(reason: "it broke"), .stopped, .stopped,
                ]
                let outcome = outcomes.randomElement(using: &chance) ?? .stopped
                let revision = try database.finish(attempt, outcome).revision
                expected.append((revision, .ended(number: attempt.number, outcome: outcome)))
            default:
                guard let attempt = running.randomElement(using: &chance) else { continue }
                let epoch = nextEpoch[attempt.number, default: 1]
                nextEpoch[attempt.number] = epoch + 1
                let value = Bool.random(using: &chance) ? Double.random(in: 0...1, using: &chance) : nil
                let receipt = try database.recordEpoch(epoch, of: attempt, metrics: [("loss", 1)], objective: value)
                if let value, let revision = receipt.revision {
                    expected.append((revision, .reported(number: attempt.number, epoch: epoch, value: value)))
                }
            }
        }
        #expect(expected.map(\.revision) == Array(1...expected.count))
        #expect(try database.study(study).revision == expected.count)
        for _ in 0..<40 {
            let after = Int.random(in: 0...expected.count, using: &chance)
            let through = Int.random(in: after...expected.count, using: &chance)
            let changes = try database.changes(of: study, after: after, through: through)
            #expect(changes.map(\.revision) == Array(after + 1..<through + 1))
            #expect(changes.map(\.change) == expected[after..<through].map(\.change))
        }
        #expect(try database.changes(of: study, after: 0).map(\.change) == expected.map(\.change))
        #expect(try database.changes(of: study, after: expected.count).isEmpty)
    }

    @Test("the histories of two studies do not mix")
    func twoStudies() throws {
        let fixture = try Fixture()
        let other = try fixture.database.createStudy(.named("other"))
        _ = try fixture.start(owner: nil)
        let trial = NewTrial.sampled(["y": .int(1)], number: 0, saw: 0)
        _ = try fixture.database.startTrial(number: 0, of: other.id, as: trial, owner: nil)
        let started = HistoryChange.started(number: 0, configuration: Configuration(["y": .int(1)]))
        #expect(try fixture.database.changes(of: other.id, after: 0).map(\.change) == [started])
        #expect(try fixture.database.changes(of: fixture.study.id, after: 0).count == 1)
    }

    @Test("reading the changes after a revision looks only at what is new")
    func usesIndexes() throws {
        let fixture = try Fixture()
        let plan = try fixture.query("EXPLAIN QUERY PLAN " + Session.changesQuery, fixture.study.id.id, 5, 9)
        #expect(plan.allSatisfy { !$0.contains("SCAN attempts") && !$0.contains("SCAN epochs") }, "\(plan)")
        for index in ["attempts_by_start", "attempts_by_end", "epochs_by_revision"] {
            #expect(plan.contains { $0.contains("SEARCH") && $0.contains("INDEX \(index) (study=? AND") }, "\(plan)")
        }
    }
}
