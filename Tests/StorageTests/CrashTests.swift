import Expressions
import Foundation
import Storage
import Testing

@Suite(.serialized) struct CrashTests {
    @Test("kill -9 of the writer, again and again: every acknowledged epoch is there, and the work gets done")
    func killedWriters() throws {
        let fixture = try Fixture()
        var acknowledged: Set<String> = []
        for kill in 0..<16 {
            // More work than it can do before it is killed, however late that is on a busy machine.
            let target = try fixture.database.nextAsk(of: fixture.study.id).number + 40
            let helper = try Helper("work", fixture.path, "face", "\(target)")
            // Another moment each time: the lines come while the helper is anywhere between two of them.
            let lines = helper.killed(afterLines: 1 + kill * 7 % 13)
            acknowledged.formUnion(lines.filter { $0.hasPrefix("epoch") })
            // The next attempt starts over, and what it replaces is kept.
            let stored = try fixture.query(
                """
                SELECT 'epoch ' || trial || ' ' || epoch FROM epochs
                UNION SELECT 'epoch ' || trial || ' ' || epoch FROM replaced_epochs
                """)
            #expect(acknowledged.subtracting(stored).isEmpty)
            #expect(lines.allSatisfy { !$0.hasPrefix("error") }, "\(lines)")
        }
        let trials = try fixture.database.nextAsk(of: fixture.study.id).number
        let (status, last) = try Helper("work", fixture.path, "face", "\(trials)").finished()
        #expect(status == 0, "\(last)")

        #expect(try fixture.query("PRAGMA integrity_check") == ["ok"])
        #expect(try fixture.query("PRAGMA foreign_key_check").isEmpty)
        #expect(try fixture.query("SELECT count(*) FROM claims") == ["0"])
        #expect(try fixture.query("SELECT state, count(*) FROM trials GROUP BY state") == ["completed|\(trials)"])
        #expect(try fixture.query("SELECT count(*) FROM epochs") == ["\(trials * 8)"])
        #expect(try fixture.query("SELECT count(*) FROM metrics") == ["\(trials * 8 * 3)"])
        let stopped = try fixture.query(
            "SELECT count(*) FROM attempts WHERE outcome = 'stopped' AND reason LIKE 'its run ended without a word (process %'"
        )
        let attempts = try fixture.query("SELECT sum(attempt) - count(*) FROM trials")
        #expect(stopped == attempts)
        try expectUnbrokenHistory(fixture)
    }

    @Test("many processes on one study: no trial is claimed twice, no epoch is lost, revisions are whole")
    func manyProcesses() throws {
        let fixture = try Fixture()
        let helpers = try (0..<4).map { _ in try Helper("work", fixture.path, "face", "40") }
        let reports = helpers.map { $0.finished() }
        #expect(reports.allSatisfy { $0.status == 0 }, "\(reports)")
        let claims = reports.flatMap(\.lines).filter { $0.hasPrefix("claimed") }
        #expect(Set(claims).count == claims.count)
        #expect(Set(claims) == Set((0..<40).map { "claimed \($0) 1" }))
        #expect(try fixture.query("SELECT count(*), sum(objective IS NOT NULL) FROM epochs") == ["320|320"])
        try expectUnbrokenHistory(fixture)
    }

    @Test("many threads on one study: no waiting trial is claimed twice, and each has its own revision")
    func manyThreads() async throws {
        let fixture = try Fixture(waiting: (0..<60).map { .sampled(["x": .int($0)], number: $0, saw: 0) })
        let (path, study, owner, shared) = (fixture.path, fixture.study.id, fixture.owner, fixture.database)
        let claims = try await withThrowingTaskGroup(of: [Int].self) { group in
            for worker in 0..<6 {
                group.addTask {
                    // Some share a connection, some have their own.
                    let database = worker < 3 ? shared : try StudyDatabase(opening: path)
                    var claimed: [Int] = []
                    while let trial = try database.claimWaiting(of: study, owner: owner) {
                        try database.recordEpoch(1, of: trial.attempt, metrics: [("accuracy", 1)], objective: 1)
                        claimed.append(trial.attempt.number)
                    }
                    return claimed
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claims.sorted() == Array(0..<60))
        try expectUnbrokenHistory(fixture)
    }

    @Test("opening the file twice in one process does not give up the first connection's hold on its log")
    func openedTwice() throws {
        let fixture = try Fixture()
        _ = try fixture.start(owner: fixture.owner)
        _ = try StudyDatabase(opening: fixture.path).studies()
        // Whoever closes the file last empties and deletes the log; the helper is not the last.
        #expect(try Helper("work", fixture.path, "face", "0").finished().status == 0)
        #expect(FileManager.default.fileExists(atPath: fixture.path + "-wal"))
        _ = try fixture.start(owner: fixture.owner)
        #expect(try fixture.query("SELECT count(*) FROM trials") == ["2"])
    }

    /// The revisions 1, 2, 3, … up to the study's, each one change.
    private func expectUnbrokenHistory(_ fixture: Fixture) throws {
        let revisions = try fixture.database.changes(of: fixture.study.id, after: 0).map(\.revision)
        let newest = try fixture.database.study(fixture.study.id).revision
        #expect(revisions == Array(1..<newest + 1))
    }
}
