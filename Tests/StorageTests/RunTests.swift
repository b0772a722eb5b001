import Search
import Testing

@testable import Storage

/// How programs were run, and what people put to trials.
@Suite struct RunTests {
    let run = ProgramRun(
        host: "workstation", user: "ada", version: "1.2", command: ["python3", "a \"b\" \\ c\n", "ü", ""],
        directory: "/home/ada", commit: "1a2b", diff: "3c4d", gpu: "H200")

    @Test("a run is recorded with its job, and what it has used with its end, attempt by attempt")
    func attempts() throws {
        let fixture = try Fixture()
        let database = fixture.database
        let first = try fixture.start(owner: fixture.owner)
        try database.recordHandle(JobHandle(launcher: "local", text: "1 1"), of: first, run: run)
        #expect(try database.runs(of: 0, in: fixture.study.id).map(\.usage) == [nil])
        try database.finish(first, .stopped, having: ProgramUsage(cpuSeconds: 1.5, peakMemory: 1 << 40))
        let second = try #require(try database.claimStopped(of: fixture.study.id, owner: fixture.owner))
        var other = run
        (other.commit, other.diff, other.gpu, other.command) = (nil, nil, nil, [])
        try database.recordHandle(JobHandle(launcher: "local", text: "2 2"), of: second.attempt, run: other)
        try database.finish(second.attempt, .completed(value: 1))

        let runs = try database.runs(of: 0, in: fixture.study.id)
        #expect(runs.map(\.attempt) == [1, 2])
        #expect(runs.map(\.run) == [run, other])
        #expect(runs.map(\.usage) == [ProgramUsage(cpuSeconds: 1.5, peakMemory: 1 << 40), nil])
        #expect(runs[0].endedAt != nil)
    }

    @Test("what was not said is not recorded")
    func nothing() throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        try fixture.database.recordHandle(JobHandle(launcher: "local", text: "1 1"), of: attempt)
        try fixture.database.finish(attempt, .completed(value: 1), having: ProgramUsage(cpuSeconds: 1, peakMemory: 1))
        #expect(try fixture.database.runs(of: 0, in: fixture.study.id).isEmpty)
    }

    @Test("tags and remarks are put to trials and taken away, and are no change of the history")
    func labels() throws {
        let fixture = try Fixture()
        let database = fixture.database
        let id = fixture.study.id
        let attempt = try fixture.start(owner: fixture.owner)
        try database.finish(attempt, .failed(reason: "why"))
        let revision = try database.study(named: "face").revision
        try database.tag(0, of: id, adding: ["good", "base", "good"])
        try database.tag(0, of: id, adding: ["good"], removing: ["base", "other"])
        try database.remark("first", about: 0, of: id)
        try database.remark("second\nline", about: 0, of: id)
        let labels = try database.labels(of: id)
        #expect(labels.keys.sorted() == [0] && labels[0]?.tags == ["good"] && labels[0]?.remark == "second\nline")
        try database.tag(0, of: id, removing: ["good"])
        try database.remark(nil, about: 0, of: id)
        #expect(try database.labels(of: id).isEmpty)
        #expect(try database.study(named: "face").revision == revision)
        #expect(throws: StorageError.unknownTrial(number: 3)) { try database.tag(3, of: id, adding: ["good"]) }
        #expect(throws: StorageError.unknownTrial(number: 3)) { try database.remark("x", about: 3, of: id) }
    }
}
