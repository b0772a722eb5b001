import Definitions
import SQLite
import Search
import Storage
import TestSupport
import Testing

@testable import Studies

@Suite("What a check of a database says")
struct DatabaseCheckTests {
    let folder: TemporaryFolder
    private var path: String { folder.path("hpo.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    /// A study of 45 trials of 50 epochs, of whose history something was kept.
    private func study() throws -> OpenStudy {
        let text = """
            { name: "long", objective: { minimize: "loss" }, train: { command: ["./t"], epochs: 50 },
              space: { x: { float: [0, 1] } }, sampler: { random: {} }, pruner: { none: {} } }
            """
        let definition = try StudyDefinition.parse(text, file: "long.json5")
        let study = try StudyStore(opening: path).create(definition, directory: folder.path)
        let journal = try study.journal(for: .byHand)
        for _ in 0..<45 {
            let number = try journal.ask().attempt.number
            for epoch in 1...50 {
                _ = try journal.tell(
                    EpochReport(epoch: epoch, metrics: [Metric("loss", 1 / Double(epoch))]), of: number)
            }
            _ = try journal.tellEnd(of: number)
        }
        return study
    }

    private func change(_ script: String) throws {
        var connection = try Connection(opening: path)
        try connection.script(script, for: "meddle")
    }

    @Test("a sound database has nothing wrong, and how much is in it")
    func sound() throws {
        _ = try study()
        let check = try StudyStore.check(path)
        #expect(check.isSound && check.notes.isEmpty)
        #expect(check.studies == 1 && check.trials == 45 && check.epochs == 2250 && check.bytes > 100_000)
    }

    @Test("a kept history that is not what the trials say is wrong, and a definition of a newer hpo worth a note")
    func kept() throws {
        _ = try study()
        try change("UPDATE snapshots SET trials = zeroblob(100)")
        let words = "what was kept of its history (the table snapshots) is not what the trials say"
        #expect(try StudyStore.check(path).problems == [RecordProblem(study: "long", words: words)])
        try change("DELETE FROM snapshots; UPDATE definitions SET text = replace(text, 'random', 'oracle')")
        let check = try StudyStore.check(path)
        #expect(check.isSound && check.notes.count == 1)
        #expect(check.notes.first?.words.hasPrefix("its definition cannot be read by this program: ") == true)
    }

    @Test(
        "a study's place is carried from project to project, and never out of it",
        arguments: [
            (".", "."), ("sub/folder", "sub/folder"), ("../elsewhere", "."), ("a/../../b", "."), ("/far", "/far"),
        ])
    func carried(stored: String, carried: String) {
        #expect(ProjectFolder(ofDatabase: folder.path("db/hpo.sqlite")).carried(stored) == carried)
    }

    @Test("an absolute place in the project becomes the project itself")
    func absolute() {
        #expect(ProjectFolder(ofDatabase: folder.path("db/hpo.sqlite")).carried(folder.path) == ".")
    }
}
