import SQLite
import Search
import TestSupport
import Testing

@testable import Storage

@Suite("Records that contradict themselves")
struct RecordProblemTests {
    /// A study with a completed trial that was resumed, one that was pruned, one that waits.
    private func sound() throws -> Fixture {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let first = try fixture.start(owner: nil)
        try fixture.report(0.25, at: 1, of: first)
        try database.finish(first, .stopped)
        let resumed = try #require(try database.claimStopped(of: study, owner: nil)).attempt
        for epoch in 2...3 { try fixture.report(0.5, at: epoch, of: resumed) }
        try fixture.report(0.75, at: 3, of: resumed)
        try database.finish(resumed, .completed(value: 0.75))
        let second = try fixture.start(owner: fixture.owner)
        try fixture.report(0, at: 1, of: second)
        try database.recordVerdict(.stop, at: 1, of: second, sawRevision: 11)
        try database.finish(second, .pruned(epoch: 1))
        _ = try fixture.start(owner: fixture.owner)
        #expect(try database.recordProblems() == [])
        return fixture
    }

    @Test(
        "are found, each with its place",
        arguments: [
            ("UPDATE attempts SET started_revision = 20 WHERE trial = 2", nil, "changes of its history are missing: 1"),
            (
                "UPDATE attempts SET started_revision = 20 WHERE trial = 2", 2,
                "the change 20 is beyond the study's history"
            ),
            (
                "UPDATE attempts SET started_revision = 2 WHERE trial = 2", 0,
                "the change 2 of its history is recorded twice"
            ),
            ("UPDATE studies SET revision = 20", nil, "changes of its history are missing: 8"),
            (
                "DELETE FROM trials WHERE number = 1", nil,
                "trials are missing: there are 2, which are not numbered 0, 1, 2, …"
            ),
            (
                "DELETE FROM attempts WHERE trial = 0 AND attempt = 1", 0,
                "it has begun 2 times, and there are 1 attempts"
            ),
            (
                "UPDATE trials SET state = 'failed' WHERE number = 0", 0,
                "it is failed, and its last attempt is completed"
            ),
            (
                "UPDATE trials SET state = 'stopped' WHERE number = 2", 2,
                "it is stopped, and its last attempt is running"
            ),
            ("UPDATE trials SET best_epoch = 9 WHERE number = 0", 0, "its best epoch, 9, is not there"),
            (
                "UPDATE trials SET saw_revision = 90 WHERE number = 1", 1,
                "it was suggested from changes that the history does not have"
            ),
            (
                "UPDATE attempts SET outcome = NULL, ended_at = NULL, ended_revision = NULL WHERE trial = 0 AND attempt = 1",
                0, "its attempt 1 has not ended, and a later one has begun"
            ),
            ("UPDATE attempts SET started_revision = 99 WHERE trial = 1", 1, "its attempt 1 ended before it began"),
            (
                "UPDATE claims SET trial = 1", 1,
                "a process is recorded as running its attempt 1, which is not the one that runs"
            ),
            (
                "UPDATE epochs SET verdict_revision = 99 WHERE trial = 1", 1,
                "its epoch 1 was judged by changes that the history does not have"
            ),
            (
                "UPDATE replaced_epochs SET replaced_revision = 99", 0,
                "its epoch 3 was replaced by a change that the history does not have"
            ),
            ("DELETE FROM metrics WHERE epoch = 2", 0, "its epoch 2 has an objective and no metrics"),
            ("UPDATE definitions SET revision = 2", nil, "revisions of its definition are missing"),
            (
                "UPDATE definitions SET history_revision = 50", nil,
                "the revision 1 of its definition is of a later history than there is"
            ),
            (
                "INSERT INTO stages VALUES (1, 2, 'end', NULL, NULL, NULL, 0, 1, 0)", nil,
                "its stages are not counted 1, 2, 3, …"
            ),
            (
                "INSERT INTO stages VALUES (1, 1, 'end', NULL, NULL, NULL, 70, 1, 0)", nil,
                "its stage 1 was decided by changes that its history does not have"
            ),
        ] as [(String, Int?, String)])
    func found(script: String, trial: Int?, words: String) throws {
        let fixture = try sound()
        do {
            var connection = try Connection(opening: fixture.path)
            try connection.script(script, for: "meddle")
        }
        let problems = try fixture.database.recordProblems()
        #expect(problems.contains(RecordProblem(study: "face", trial: trial, words: words)), "\(problems)")
        #expect(try fixture.database.recordProblems(of: ["another"]) == [])
    }
}
