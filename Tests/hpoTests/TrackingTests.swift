import Foundation
import JSON
import System
import Testing

/// What is recorded of trials besides their epochs: how they were run, what people say of them, their files.
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

    @Test("tags and notes are shown, found by conditions, and taken away")
    func labels() throws {
        let sandbox = try sandbox()
        try sandbox.output("study run --trials 3")
        try sandbox.output("trial tag 1 good base_2")
        #expect(try sandbox.json("trial tag 2 base_2")["tags"] == ["base_2"])
        try sandbox.output("trial note 1", ["diverges without warm-up"])
        let found = try sandbox.json("trial list --where", ["tags.good and tags.base_2"])
        #expect(found.arrayValue?.map { $0["number"] } == [1])
        #expect(try sandbox.json("trial list --where", ["not tags.good"]).arrayValue?.count == 2)
        let noted = try sandbox.json("trial list --columns number,tags,remark --where", ["remark != ''"])
        #expect(noted == [["number": 1, "tags": "base_2 good", "remark": "diverges without warm-up"]])
        let shown = try sandbox.output("trial show 1")
        #expect(shown.contains("\ntags: base_2, good\n") && shown.contains("\ndiverges without warm-up\n"))
        #expect(try sandbox.output("trial list").contains("base_2 good"))
        #expect(try sandbox.json("trial show 1")["remark"] == "diverges without warm-up")

        try sandbox.output("trial tag 1 good --remove")
        try sandbox.output("trial note 1 --remove")
        #expect(try sandbox.json("trial show 1")["tags"] == ["base_2"])
        #expect(try sandbox.json("trial show 1")["remark"] == .null)
    }

    @Test(
        "what cannot be a tag or a note is refused",
        arguments: [
            ("trial tag 0 9lives", 1, "do not begin with a digit"), ("trial tag 0 a-b", 1, "cannot be a tag"),
            ("trial tag 7 good", 1, "no trial 7"), ("trial tag 0", 2, "which tag?"),
            ("trial note 0", 2, "say what to note"), ("trial note 0 x --remove", 2, "say what to note"),
        ])
    func refused(line: String, status: Int32, words: String) throws {
        let sandbox = try sandbox()
        try sandbox.output("study run --trials 1")
        let answer = try sandbox.hpo(line)
        #expect(answer.status == status && answer.errors.contains(words), "\(answer.errors)")
        #expect(try sandbox.query("SELECT count(*) FROM tags") == ["0"])
    }

    @Test("a trial's files are listed with their sizes and sums")
    func artifacts() throws {
        let sandbox = try sandbox()
        try sandbox.output("study run --trials 1")
        let listed = try sandbox.json("trial artifacts 0")
        let files = try #require(listed["files"]?.arrayValue)
        #expect(files.map { $0["path"] } == ["config.json", "log.txt", "out.txt"])
        let expected: JSONValue = [
            "path": "out.txt", "size": 7,
            "sha256": "5656fafa00d4f294bcb606cf4f7d4fa877390e46f583e8b3c8744ace104a31d1",
        ]
        #expect(files[2] == expected)
        #expect(try sandbox.output("trial artifacts 0").contains("out.txt"))
        #expect(try sandbox.hpo("trial artifacts 5").status == 1)
    }
}
