import Foundation
import SQLite
import Testing

@Suite("A project that is copied or moved")
struct CopiedProjectTests {
    private let sandbox: Sandbox

    /// A project `proj` with a study of two trials.
    init() throws {
        sandbox = try Sandbox()
        try sandbox.write(
            """
            { name: "m", objective: { minimize: "loss" }, train: { command: ["sh", "train.sh"], epochs: 1 },
              space: { x: { float: [0, 1] } }, pruner: { none: {} } }
            """, to: "proj/studies/m.json5")
        try sandbox.write("echo code of the original; echo '{\"epoch\": 1, \"loss\": 1}'", to: "proj/train.sh")
        #expect(try hpo("study create m", in: "proj").status == 0)
        #expect(try hpo("study run m -n 2", in: "proj").status == 0)
    }

    private func hpo(_ line: String, in folder: String) throws -> Answer {
        try sandbox.hpo(line, directory: "\(sandbox.path)/\(folder)")
    }

    private func execute(_ sql: String, in folder: String) throws {
        var connection = try Connection(opening: "\(sandbox.path)/\(folder)/db/hpo.sqlite")
        try connection.script(sql, for: "change in a test")
    }

    private func trials(_ folder: String) -> [String] {
        let path = "\(sandbox.path)/\(folder)/studies/m"
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    @Test("runs its own program in its own folder, and deletes its own trials alone", arguments: [false, true])
    func copied(isOld: Bool) throws {
        if isOld { try execute("UPDATE studies SET directory = '\(sandbox.path)/proj'", in: "proj") }
        #expect(try sandbox.shell("cp -r proj copy && sed -i s/original/copy/ copy/train.sh").status == 0)
        let run = try hpo("study run m -n 1", in: "copy")
        #expect(run.status == 0 && run.errors.contains("not the project that holds the database") == isOld)
        #expect(try hpo("trial log m 2", in: "copy").output.contains("code of the copy"))
        #expect(trials("copy") == ["trial-0000", "trial-0001", "trial-0002"])
        #expect(trials("proj") == ["trial-0000", "trial-0001"])
        #expect(try hpo("study delete m --yes", in: "copy").status == 0)
        #expect(trials("copy") == [] && trials("proj") == ["trial-0000", "trial-0001"])
        #expect(try hpo("trial log m 0", in: "proj").output.contains("code of the original"))
        #expect(try hpo("study run m -n 1", in: "proj").errors.contains("holds the database") == false)
        #expect(trials("proj") == ["trial-0000", "trial-0001", "trial-0002"])
    }

    @Test("goes on where it is now, and nothing is made where it was", arguments: [false, true])
    func moved(isOld: Bool) throws {
        if isOld { try execute("UPDATE studies SET directory = '\(sandbox.path)/proj'", in: "proj") }
        #expect(try sandbox.shell("mv proj moved").status == 0)
        #expect(try hpo("study run m -n 1", in: "moved").status == 0)
        #expect(try hpo("trial log m 2", in: "moved").output.contains("code of the original"))
        #expect(!sandbox.exists("proj") && trials("moved").count == 3)
        #expect(try hpo("study verify m", in: "moved").status == 0)
    }

    @Test("is worked on from elsewhere by its database, and a database apart from its project knows that")
    func elsewhere() throws {
        #expect(try sandbox.shell("mkdir other").status == 0)
        #expect(try hpo("study run m -n 1 --db ../proj/db/hpo.sqlite", in: "other").status == 0)
        #expect(trials("proj").count == 3 && trials("other") == [])
        #expect(try sandbox.shell("mv proj/db data && ln -s ../data proj/db").status == 0)
        #expect(try hpo("study run m -n 1", in: "proj").status == 0)
        #expect(trials("proj").count == 4 && !sandbox.exists("studies"))
        #expect(try hpo("study create m --db ../other/apart.sqlite", in: "proj").status == 0)
        #expect(try hpo("study run m -n 1 --db ../other/apart.sqlite", in: "proj").status == 0)
        #expect(trials("other") == [])
        #expect(try hpo("study run m -n 1 --db apart.sqlite", in: "other").status == 0)
        #expect(trials("other") == [] && trials("proj").contains("trial-0001"))
    }
}
