import Foundation
import JSON
import System
import Testing

/// What is recorded of trials besides their epochs: how they were run.
@Suite("What is known of trials")
struct TrackingTests {
    /// A study of one parameter in a folder of its own.
    private func sandbox(_ variables: [String: String] = [:]) throws -> Sandbox {
        let sandbox = try Sandbox(variables)
        try sandbox.write(
            """
            { name: "small", objective: { minimize: "loss" }, train: { command: ["sh", "trial.sh", "{x}", "two words"] },
              space: { x: { int: [1, 9] } }, sampler: { random: {} }, pruner: { none: {} } }
            """, to: "studies/small.json5")
        try sandbox.write(
            "echo '{\"epoch\": 1, \"loss\": '$1'}'; echo result > $HPO_TRIAL_DIR/out.txt\n", to: "trial.sh")
        try sandbox.output("study create small")
        return sandbox
    }

    private func run(of trial: Int, in sandbox: Sandbox) throws -> JSONValue {
        let runs = try sandbox.json("trial show \(trial)")["runs"]?.arrayValue ?? []
        return try #require(runs.last)
    }

    @Test("a trial records who ran which command where, and what it used")
    func runs() throws {
        let sandbox = try sandbox(["USER": "ada"])
        try sandbox.output("study run --trials 1")
        let run = try run(of: 0, in: sandbox)
        let x = try #require(try sandbox.json("trial show 0")["params"]?["x"]?.intValue)
        #expect(run["command"] == ["sh", "trial.sh", .string("\(x)"), "two words"])
        #expect(run["user"] == "ada" && run["host"] == .string(Machine.name) && run["attempt"] == 1)
        #expect(run["directory"] == .string(sandbox.path) && run["git"] == .null)
        #expect(try #require(run["cpu_seconds"]?.doubleValue) >= 0)
        #expect(try #require(run["peak_memory"]?.intValue) > 100_000)
        let shown = try sandbox.output("trial show 0")
        #expect(shown.contains("ada on \(Machine.name)") && shown.contains("sh trial.sh \(x) 'two words'"))
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test("of a folder under git, the commit is recorded, and the sum of what was changed since")
    func code() throws {
        let sandbox = try sandbox()
        let commit = try sandbox.shell(
            "git init -q . && git add trial.sh && git -c user.name=a -c user.email=a@b commit -qm first && git rev-parse HEAD"
        )
        try #require(commit.status == 0, "\(commit.errors)")
        let head = commit.output.split(separator: "\n").last.map(String.init) ?? ""
        try sandbox.output("study run --trials 1")
        #expect(try run(of: 0, in: sandbox)["git"] == ["commit": .string(head), "dirty": false, "diff": .null])

        let script = try sandbox.read("trial.sh")
        try sandbox.write(script + "# changed\n", to: "trial.sh")
        try sandbox.output("study run --trials 1")
        var sum = SHA256()
        sum.add(ArraySlice(try sandbox.shell("git diff --binary HEAD").output.utf8))
        let expected: JSONValue = ["commit": .string(head), "dirty": true, "diff": .string(sum.hex)]
        #expect(try run(of: 1, in: sandbox)["git"] == expected)
        #expect(try sandbox.output("trial show 1").contains("commit \(head.prefix(12)), with changes (diff "))
    }

    @Test("where git hangs or is missing, trials run all the same", arguments: ["sleep 600", "exit 1"])
    func noGit(git: String) throws {
        let folder = try Sandbox()
        try folder.write("#!/bin/sh\n\(git)\n", to: "git")
        _ = try folder.shell("chmod +x git")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let sandbox = try sandbox(["PATH": "\(folder.path):\(path)"])
        try sandbox.output("study run --trials 2")
        #expect(try sandbox.json("trial list").arrayValue?.map { $0["state"] } == ["completed", "completed"])
        #expect(try run(of: 1, in: sandbox)["git"] == .null)
    }
}
