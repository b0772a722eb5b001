import JSON
import Testing

@Suite("Running a trial again")
struct RerunTests {
    @Test("a configuration runs again at once with another seed, and nothing else does")
    func reruns() throws {
        let sandbox = try SmallStudy.sandbox(sampler: "tpe", pruner: "median")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 6")
        try sandbox.output("study enqueue --params", ["x=1,rate=0.01,kind=plain"])
        let answer = try sandbox.hpo("trial rerun 2 --seed 4294967295")
        #expect(answer.status == 0 && answer.output.contains("trial 7 completed"), "\(answer.output)\(answer.errors)")
        #expect(answer.errors.contains("trial 7, the configuration of trial 2 with the seed 4294967295"))
        #expect(
            try sandbox.query("SELECT state, seed, origin FROM trials WHERE number = 7") == [
                "completed|4294967295|enqueued"
            ])
        #expect(try sandbox.query("SELECT state FROM trials WHERE number = 6") == ["waiting"], "others wait on")
        let same = "SELECT name, kind, value FROM parameters WHERE trial ="
        #expect(try sandbox.query("\(same) 7 ORDER BY 1") == sandbox.query("\(same) 2 ORDER BY 1"))
        #expect(try sandbox.read("studies/small/trial-0007/config.json").contains("\"seed\": 4294967295"))

        let queued = try sandbox.json("trial rerun small 2 --queue")
        #expect(queued["number"] == 8 && queued["reruns"] == 2)
        #expect(try sandbox.query("SELECT count(DISTINCT seed) FROM trials WHERE number IN (2, 7, 8)") == ["3"])
        try sandbox.output("study run --trials 3")
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test("a seed that programs do not take and a trial that is not there are refused")
    func refused() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 1")
        let before = try sandbox.contents()
        let large = try sandbox.hpo("trial rerun 0 --seed 4294967296")
        #expect(large.status == 1 && large.errors.contains("seeds are from 0 to 4294967295"))
        #expect(try sandbox.hpo("trial rerun 9").errors.contains("there is no trial 9"))
        #expect(try sandbox.contents() == before)
    }
}
