import Foundation
import JSON
import Testing

@Suite("Deleting a trial")
struct TrialDeleteTests {
    @Test(
        "it is gone from lists, best and history, and what was decided by it is derived again", .timeLimit(.minutes(1)))
    func deletes() throws {
        let sandbox = try SmallStudy.sandbox(sampler: "tpe", pruner: "median")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 14")
        let first = try #require(try sandbox.json("study best")["number"]?.intValue)
        #expect(sandbox.exists("studies/small/trial-\(String(format: "%04d", first))/log.txt"))
        #expect(try sandbox.json("trial delete \(first) --yes") == ["deleted": [.int(first)]])
        #expect(!sandbox.exists("studies/small/trial-\(String(format: "%04d", first))"))
        #expect(try sandbox.json("study best")["number"]?.intValue != first)
        let listed = try sandbox.json("trial list").arrayValue?.compactMap { $0["number"]?.intValue } ?? []
        #expect(listed.count == 13 && !listed.contains(first))
        #expect(try sandbox.query("SELECT trials FROM study_table") == ["13"])
        #expect(try sandbox.query("SELECT count(*) FROM trial_table WHERE number = \(first)") == ["0"])
        #expect(try sandbox.hpo("trial show \(first)").errors.contains("trial \(first) was deleted"))
        let run = try sandbox.output("study run --trials 12")
        #expect(!run.contains("trial \(first) "))
        let verification = try sandbox.json("study verify")
        #expect(verification["differences"] == [] && verification["suggestions"] == 26)
        #expect(verification["deleted"]?.arrayValue?.map { $0["number"] } == [.int(first)])
        #expect(try sandbox.output("study verify").contains("deleted: trial \(first) at revision"))
        // It is not that nobody would notice.
        try sandbox.alter("DELETE FROM deletions")
        #expect(try sandbox.hpo("study verify").status == 1)
    }

    @Test("a trial that waits leaves the queue, and its files stay where they are wanted")
    func waits() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("study enqueue --params", ["x=1,rate=0.01,kind=plain"])
        #expect(try sandbox.output("trial delete 0 --yes").contains("Deleted trial 0 of small."))
        try sandbox.output("study run --trials 1")
        #expect(try sandbox.query("SELECT number, state FROM trials ORDER BY 1") == ["0|waiting", "1|completed"])
        try sandbox.output("trial delete small 1 --yes --keep-files")
        #expect(sandbox.exists("studies/small/trial-0001/log.txt"))
        #expect(try sandbox.hpo("study best").errors.contains("it has no trials yet"))
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test("without being asked or while it runs nothing is deleted")
    func refused() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("ask")
        let before = try sandbox.contents()
        #expect(try sandbox.hpo("trial delete 0").errors.contains("say --yes"))
        let running = try sandbox.hpo("trial delete 0 --yes")
        #expect(running.status == 1 && running.errors.contains("hpo tell 0 --failed WHY"))
        #expect(try sandbox.hpo("trial delete 7 --yes").errors.contains("there is no trial 7"))
        #expect(try sandbox.contents() == before)
        try sandbox.output("tell 0 --value 1")
        try sandbox.output("trial delete 0 --yes")
        #expect(try sandbox.hpo("tell 0 --value 1").errors.contains("trial 0 was deleted"))
        #expect(try sandbox.hpo("trial delete 0 --yes").errors.contains("trial 0 was deleted"))
        #expect(try sandbox.hpo("trial rerun 0").errors.contains("trial 0 was deleted"))
    }
}
