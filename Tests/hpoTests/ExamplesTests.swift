import Foundation
import JSON
import TestSupport
import Testing

/// The programs in `studies/examples/`, as someone would try them who has just cloned the project.
@Suite("The examples")
struct ExamplesTests {
    private static let names = [
        "standard-library", "torch-flags", "results-table", "log-lines", "shell-script", "checkpoint",
    ]

    /// A project that has the examples and the default study's definition.
    private func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        let studies = URL(filePath: "\(Repository.root)/studies")
        try FileManager.default.createDirectory(
            at: sandbox.folder.appending(path: "studies"), withIntermediateDirectories: true)
        for name in ["examples", "face-transformer.json5"] {
            try FileManager.default.copyItem(
                at: studies.appending(path: name), to: sandbox.folder.appending(path: "studies/\(name)"))
        }
        return sandbox
    }

    @Test("are these")
    func list() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/studies/examples")
        #expect(files.filter { $0.hasSuffix(".json5") }.sorted() == Self.names.map { "\($0).json5" }.sorted())
    }

    @Test("are understood, run, and are verified", arguments: names)
    func run(name: String) throws {
        let sandbox = try sandbox()
        let needs = ["torch-flags": "python3 -c 'import torch'", "shell-script": "gzip --version"]
        let program = needs[name] ?? "python3 --version"
        guard try sandbox.shell("\(program) 2>/dev/null").status == 0 else {
            return print("\(name) is left out: it needs \(program)")
        }
        let file = "studies/examples/\(name).json5"
        let report = try sandbox.json("check \(file)")
        #expect(report["works"] == true, "\(report)")
        #expect(report["findings"] == [], "\(report)")
        try sandbox.output("study create \(file)")
        try sandbox.output("study run --trials 3")
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state = 'failed'") == ["0"])
        #expect(try sandbox.query("SELECT count(*) > 2 FROM trials") == ["1"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        #expect(sandbox.exists("studies/\(name)/trial-0000/log.txt"))
    }

    @Test("leave the study alone that is made where none is named")
    func standard() throws {
        #expect(try sandbox().json("study create")["name"] == "face-transformer")
    }

    @Test("the one with a checkpoint goes on from it")
    func resume() throws {
        let sandbox = try sandbox()
        guard try sandbox.shell("python3 --version").status == 0 else { return }
        try sandbox.output("study create studies/examples/checkpoint.json5")
        try sandbox.output("study run --trials 12")
        let again = try sandbox.query("SELECT number FROM trials WHERE attempt > 1 ORDER BY number")
        let number = try #require(again.first, "a trial was promoted")
        let log = try sandbox.output("trial log \(number)")
        #expect(log.contains("going on after epoch 3"), "\(log)")
        let trial = try sandbox.json("trial show \(number)")
        let epochs = try #require(trial["epochs"]?.arrayValue).compactMap { $0["epoch"]?.intValue }
        #expect(epochs == Array(1...epochs.count), "none is lost, none is there twice")
        #expect(epochs.count > 3)
    }
}
