import Foundation
import JSON
import Testing

@Suite("Renaming a study")
struct RenameTests {
    @Test("a study goes on under another name, with its trials and their files")
    func renames() throws {
        let sandbox = try SmallStudy.sandbox(sampler: "tpe", pruner: "median")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 4")
        let before = try sandbox.contents().filter { !$0.hasPrefix("studies: ") }
        let log = try sandbox.read("studies/small/trial-0003/log.txt")
        #expect(try sandbox.json("study rename small other")["former"] == "small")
        #expect(try sandbox.contents().filter { !$0.hasPrefix("studies: ") } == before)
        #expect(try sandbox.output("study list --names") == "other\n")
        #expect(try sandbox.output("trial log 3") == log)
        #expect(!sandbox.exists("studies/small") && sandbox.exists("studies/small.json5"))
        try sandbox.output("study run other --trials 2")
        #expect(sandbox.exists("studies/other/trial-0005/log.txt"))
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        // The name is free again.
        try sandbox.output("study create small")
        try sandbox.output("study run small --trials 1")
        #expect(try sandbox.output("study list --names") == "other\nsmall\n")
    }

    @Test("a name that is taken, a folder in the way and a study that runs are refused, and nothing changes")
    func refused() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 1")
        try sandbox.output("study create small --name taken")
        try sandbox.write("mine", to: "studies/notes/a.txt")
        let before = try sandbox.contents()
        for (name, message) in [
            ("taken", "a study \"taken\" exists already"), ("notes", "studies/notes is there already"),
            ("a/b", "cannot be a study's name"),
        ] {
            let answer = try sandbox.hpo("study rename small \(name)")
            #expect(answer.status == 1 && answer.errors.contains(message), "\(answer.errors)")
        }
        #expect(try sandbox.contents() == before)
        #expect(try sandbox.read("studies/notes/a.txt") == "mine" && sandbox.exists("studies/small/trial-0000/log.txt"))

        try sandbox.write("1000000000\n", to: "last")
        let run = try sandbox.start("study run small --trials 1")
        #expect(try sandbox.wait { try sandbox.query("SELECT count(*) FROM claims") != ["0"] })
        #expect(try sandbox.hpo("study rename small other").errors.contains("is running trials of \"small\""))
        run.signal(SIGINT)
        #expect(run.wait().status == 130)
        #expect(try sandbox.output("study rename small other").contains("small is now other"))
        try sandbox.write("3\n", to: "last")
        try sandbox.output("study run other --trials 0")
        #expect(try sandbox.query("SELECT DISTINCT state FROM trials") == ["completed"])
    }
}
