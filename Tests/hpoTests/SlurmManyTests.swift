import Foundation
import JSON
import Testing

/// Many jobs on a real Slurm.
@Suite("Many jobs on Slurm", .enabled(if: SlurmCluster.isThere))
struct SlurmManyTests {
    @Test("the controller is asked once for all of sixty jobs, every few seconds, and each of them ends well")
    func sixty() throws {
        let cluster = try SlurmCluster(processors: 15)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let commands = try Sandbox()
        let sandbox = try Sandbox(cluster.variables.merging(["PATH": "\(commands.path):\(path)"]) { $1 })
        try commands.write(
            """
            #!/bin/sh
            echo x >> '\(commands.path)/calls'
            PATH='\(path)' exec squeue "$@"
            """, to: "squeue")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(commands.path)/squeue")
        try sandbox.write(
            "for e in 1 2 3; do sleep $1; echo \"{\\\"epoch\\\": $e, \\\"loss\\\": $e}\"; done", to: "t.sh")
        try sandbox.write(
            """
            { name: "many", objective: { minimize: "loss" }, train: { command: ["sh", "t.sh", "{pause}"], epochs: 3 },
              space: { x: { float: [0, 1] }, pause: { choice: [0.5, 2, 5] } }, pruner: { none: {} },
              launcher: { slurm: { partition: "main", poll: 2, jobs: 60 } } }
            """, to: "studies/many.json5")
        try sandbox.output("study create many")
        let begin = ProcessInfo.processInfo.systemUptime
        let run = try sandbox.start("study run many --trials 90")
        var most = 0
        while run.isRunning {
            let states = try sandbox.json("study status many")
            most = max(most, states["running"]?.arrayValue?.count ?? 0)
            Thread.sleep(forTimeInterval: 0.2)
        }
        let answer = run.wait()
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(most == 60)
        let calls = try commands.read("calls").split(separator: "\n").count
        #expect(Double(calls) <= (ProcessInfo.processInfo.systemUptime - begin) / 2 + 2)
        #expect(try sandbox.query("SELECT DISTINCT state FROM trials") == ["completed"])
        #expect(try sandbox.query("SELECT count(*) FROM epochs") == ["270"])
        try sandbox.output("study verify many")
    }
}
