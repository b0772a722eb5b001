import Foundation
import JSON
import Testing

/// Studies on a real Slurm, with the faults that real clusters have.
@Suite("On Slurm", .serialized, .enabled(if: SlurmCluster.isThere))
struct SlurmTests {
    private let cluster: SlurmCluster
    private let sandbox: Sandbox

    init() throws {
        cluster = try SlurmCluster()
        sandbox = try Sandbox(cluster.variables)
        try SlurmStudy.write(to: sandbox)
    }

    /// Whether as many trials as that have ended for good.
    private func haveEnded(_ count: Int) throws -> Bool {
        let ended = ["completed", "pruned", "failed"]
        return try SlurmStudy.trials(sandbox).count { ended.contains($0["state"]?.stringValue ?? "") } >= count
    }

    @Test("a study comes to the same, trial by trial, as on this machine")
    func same() throws {
        try sandbox.output("study run far --trials 8 --jobs 1")
        let local = try Sandbox()
        try SlurmStudy.write(to: local)
        try local.output("study run far --trials 8 --jobs 1 --launcher local")
        #expect(try SlurmStudy.trials(sandbox) == SlurmStudy.trials(local))
        #expect(try SlurmStudy.trials(sandbox).count { $0["state"] == "pruned" } > 0)
        try sandbox.output("study verify far")
    }

    @Test("a node that is lost, one that is killed, a controller that is away and a driver that dies cost no trial")
    func faults() throws {
        let first = try sandbox.start("study run far --trials 50 --jobs 8")
        #expect(try sandbox.wait { try haveEnded(4) })
        cluster.signal("slurmd.node2", "KILL")
        try cluster.shell("scontrol update NodeName=node3 State=DOWN Reason=test")
        #expect(try sandbox.wait { try haveEnded(10) })
        cluster.signal("slurmctld", "STOP")
        let away = Date.now
        first.signal(SIGKILL)
        _ = first.wait()
        let begun = try SlurmStudy.trials(sandbox).count
        #expect(begun < 50)
        let second = try sandbox.start("study run far --jobs 8 --trials", ["\(50 - begun)"])
        while Date.now.timeIntervalSince(away) < 20 { Thread.sleep(forTimeInterval: 0.1) }
        cluster.signal("slurmctld", "CONT")
        #expect(try sandbox.wait { try haveEnded(30) })
        try cluster.shell("scancel $(squeue -h -t R -o %i | head -1) 2> /dev/null; true")
        let answer = second.wait()
        #expect(answer.status == 0, "\(answer.errors)")
        let all = try SlurmStudy.trials(sandbox)
        #expect(all.count == 50)
        let others = try sandbox.query(
            "SELECT number, state, reason FROM trial_table WHERE state NOT IN ('completed', 'pruned')")
        #expect(others == [])
        #expect(all.contains { $0["state"] == "pruned" })
        try SlurmStudy.expectWhole(sandbox)
        #expect(try cluster.shell("squeue -h -t R,PD") == "")
    }
}
