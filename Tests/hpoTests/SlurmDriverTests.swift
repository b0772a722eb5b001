import Foundation
import JSON
import Testing

/// Studies on a real Slurm whose driver is a job itself.
@Suite("Drivers on Slurm", .serialized, .enabled(if: SlurmCluster.isThere))
struct SlurmDriverTests {
    private let cluster: SlurmCluster
    private let sandbox: Sandbox

    init() throws {
        cluster = try SlurmCluster()
        sandbox = try Sandbox(cluster.variables)
    }

    private func makeStudy(driverTime: String = "7s", pauses: String = "0.02, 0.1, 0.2") throws {
        try SlurmStudy.write(to: sandbox, pauses: pauses, more: "driver: { time: \"\(driverTime)\" }")
    }

    private func ended() throws -> Int {
        let ended = ["completed", "pruned", "failed"]
        return try SlurmStudy.trials(sandbox).count { ended.contains($0["state"]?.stringValue ?? "") }
    }

    /// The driver that runs, and its node; nil between two.
    private func driver() throws -> (job: String, node: String)? {
        let lines = try cluster.shell("squeue -h -t R -o '%i %j %N' | grep -e -driver- || true").split(separator: "\n")
        let words = (lines.first ?? "").split(separator: " ").map(String.init)
        return words.count == 3 ? (words[0], words[2]) : nil
    }

    private func waitForDriver(after job: String? = nil) throws -> (job: String, node: String) {
        var found: (job: String, node: String)?
        #expect(
            try sandbox.wait {
                found = try driver()
                return found != nil && found?.job != job
            })
        return try #require(found)
    }

    private func waitUntilAllIsOver() throws {
        #expect(try sandbox.wait { try cluster.shell("squeue -h -t R,PD,CG") == "" })
    }

    @Test("one goes on where another has ended, by its time or by a kill; no trial and no epoch is lost")
    func chain() throws {
        try makeStudy()
        let begun = try sandbox.json("study run far --trials 40 --jobs 6 --detach")
        let first = try waitForDriver()
        #expect(begun["job"] == .string(first.job))
        #expect(try sandbox.wait { try ended() >= 4 })
        let again = try sandbox.hpo("study run far --trials 40 --detach")
        #expect(again.status == 1 && again.errors.contains("a job drives the study already"))
        try cluster.shell("scancel --batch --signal=KILL \(first.job)")
        _ = try waitForDriver(after: first.job)
        #expect(try sandbox.wait { try ended() == 40 })
        try waitUntilAllIsOver()

        let all = try SlurmStudy.trials(sandbox)
        #expect(all.map { $0["number"]?.intValue } == Array(0..<40))
        #expect(all.allSatisfy { $0["state"] == "completed" || $0["state"] == "pruned" })
        try SlurmStudy.expectWhole(sandbox)
        let log = try sandbox.read("studies/far/driver/run.log")
        #expect(log.components(separatedBy: "drives the study").count >= 4, "\(log)")
        #expect(log.contains("handed over"), "\(log)")
        #expect(!sandbox.exists("db/hpo.sqlite-runs"))
    }

    @Test("a partition that goes first takes the places of the driver and of its trials, which go on where they were")
    func preempted() throws {
        try makeStudy(driverTime: "10m", pauses: "2, 2.5")
        try sandbox.output("study run far --trials 8 --jobs 7 --detach")
        #expect(try sandbox.wait { try SlurmStudy.epochs(sandbox) >= 4 })
        for node in 1...4 {
            try cluster.shell("sbatch -p urgent -w node\(node) -c 2 -o /dev/null --wrap 'sleep 1'")
        }
        #expect(try sandbox.wait { try cluster.shell("squeue -h -p urgent") == "" })
        #expect(try sandbox.wait(seconds: 100) { try ended() == 8 })
        try waitUntilAllIsOver()
        let others = try sandbox.query(
            "SELECT number, state, reason FROM trial_table WHERE state NOT IN ('completed', 'pruned')")
        #expect(others == [])
        let attempts = try sandbox.query("SELECT number FROM trials WHERE attempt > 1")
        #expect(!attempts.isEmpty)
        #expect(try sandbox.read("studies/far/driver/run.log").contains("DUE TO PREEMPTION"))
        try SlurmStudy.expectWhole(sandbox)
    }

    @Test("they end, and the job that waits with them, when someone stops the study")
    func stopped() throws {
        try makeStudy()
        try sandbox.output("study run far --trials 400 --jobs 4 --detach")
        #expect(try sandbox.wait { try ended() >= 1 })
        #expect(try sandbox.output("study status far").contains("completed"))
        try sandbox.output("study stop far")
        try waitUntilAllIsOver()
        let states = Set(try SlurmStudy.trials(sandbox).map { $0["state"] })
        #expect(states.isSubset(of: ["completed", "pruned", "stopped"]))

        // From another machine, by a file.
        try sandbox.output("study run far --trials 400 --jobs 4 --detach")
        let first = try waitForDriver()
        #expect(sandbox.wait { sandbox.exists("db/hpo.sqlite-runs") })
        let folder = sandbox.folder.appendingPathComponent("db/hpo.sqlite-runs")
        var token: String?
        #expect(
            try sandbox.wait {
                token = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                    .first { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
                return token != nil
            })
        try sandbox.write("stop\n", to: "db/hpo.sqlite-runs/\(try #require(token)).stop")
        try waitUntilAllIsOver()
        #expect(try driver()?.job != first.job)
        #expect(try sandbox.read("studies/far/driver/run.log").contains("interrupted"))
        try SlurmStudy.expectWhole(sandbox)
    }

    @Test("one that cannot go on says why, and leaves no job behind")
    func hopeless() throws {
        try makeStudy()
        try sandbox.output("study run far --trials 4 --until best.nonsense>1 --detach")
        try waitUntilAllIsOver()
        #expect(try sandbox.read("studies/far/driver/run.log").contains("nonsense"))
        #expect(try SlurmStudy.trials(sandbox).isEmpty)
    }

    @Test("they wait, one after another, while a run on another machine has the database")
    func waits() throws {
        try makeStudy(driverTime: "4s")
        try cluster.shell("scontrol update PartitionName=main State=DOWN")
        try sandbox.output("study run far --trials 3 --jobs 3 --detach")
        let other = "db/hpo.sqlite-runs/0123456789abcdef.json"
        let now = Date().timeIntervalSince1970
        try sandbox.write(
            """
            {"study": "far", "host": "node7", "boot": "another/1", "pid": 4242, "start": 9, "began": \(now), "at": \(now)}
            """, to: other)
        try cluster.shell("scontrol update PartitionName=main State=UP")
        let log = "studies/far/driver/run.log"
        #expect(try sandbox.wait { try sandbox.exists(log) && sandbox.read(log).contains("the next driver waits") })
        #expect(try !sandbox.read(log).contains("drives the study"))
        try FileManager.default.removeItem(atPath: "\(sandbox.path)/\(other)")
        try waitUntilAllIsOver()
        #expect(try ended() == 3)
        try SlurmStudy.expectWhole(sandbox)
    }
}
