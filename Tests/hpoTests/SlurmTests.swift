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
        try Self.write(to: sandbox)
    }

    /// A program that goes on from its checkpoint, whose epochs take as long as one of its parameters says.
    private static func write(to sandbox: Sandbox) throws {
        try sandbox.write(
            """
            import json, os, sys, time
            told = json.load(open(os.environ["HPO_CONFIG"]))
            params, state = told["params"], os.path.join(told["directory"], "state")
            first = int(open(state).read()) + 1 if told["resume"] and os.path.exists(state) else 1
            for epoch in range(first, 9):
                time.sleep(params["pause"])
                print(json.dumps({"epoch": epoch, "loss": (params["x"] - 0.3) ** 2 + 1 / epoch}), flush=True)
                answer = sys.stdin.readline().strip()
                with open(state + ".new", "w") as file: file.write(str(epoch))
                os.replace(state + ".new", state)
                if answer == "stop": break
            """, to: "train.py")
        try sandbox.write(
            """
            { name: "far", objective: { minimize: "loss" },
              train: { command: ["python3", "train.py"], epochs: 8, sync: true, resume: true },
              space: { x: { float: [0, 1] }, pause: { choice: [0.02, 0.1, 0.2] } },
              sampler: { tpe: {} }, pruner: { median: { warmup_epochs: 3, startup_trials: 4 } },
              launcher: { slurm: { partition: "main", poll: 0.5 } } }
            """, to: "studies/far.json5")
        try sandbox.output("study create far")
    }

    private func trials(_ sandbox: Sandbox) throws -> [JSONValue] {
        try sandbox.json("trial list far").arrayValue ?? []
    }

    /// Whether as many trials as that have ended for good.
    private func haveEnded(_ count: Int) throws -> Bool {
        let ended = ["completed", "pruned", "failed"]
        return try trials(sandbox).count { ended.contains($0["state"]?.stringValue ?? "") } >= count
    }

    @Test("a study comes to the same, trial by trial, as on this machine")
    func same() throws {
        try sandbox.output("study run far --trials 8 --jobs 1")
        let local = try Sandbox()
        try Self.write(to: local)
        try local.output("study run far --trials 8 --jobs 1 --launcher local")
        #expect(try trials(sandbox) == trials(local))
        #expect(try trials(sandbox).count { $0["state"] == "pruned" } > 0)
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
        let begun = try trials(sandbox).count
        #expect(begun < 50)
        let second = try sandbox.start("study run far --jobs 8 --trials", ["\(50 - begun)"])
        while Date.now.timeIntervalSince(away) < 20 { Thread.sleep(forTimeInterval: 0.1) }
        cluster.signal("slurmctld", "CONT")
        #expect(try sandbox.wait { try haveEnded(30) })
        try cluster.shell("scancel $(squeue -h -t R -o %i | head -1) 2> /dev/null; true")
        let answer = second.wait()
        #expect(answer.status == 0, "\(answer.errors)")
        let all = try trials(sandbox)
        #expect(all.count == 50)
        let others = try sandbox.query(
            "SELECT number, state, reason FROM trial_table WHERE state NOT IN ('completed', 'pruned')")
        #expect(others == [])
        #expect(all.contains { $0["state"] == "pruned" })
        // What was acknowledged is there: epochs ascend without a gap, whatever attempt they are of.
        let gaps = try sandbox.query("SELECT trial FROM epochs GROUP BY trial HAVING max(epoch) <> count(*)")
        #expect(gaps == [])
        try sandbox.output("study verify far")
        #expect(try cluster.shell("squeue -h -t R,PD") == "")
    }
}
