import Foundation
import JSON
import Testing

@Suite("hpo db")
struct DatabaseTests {
    private let there: Sandbox
    private let here: Sandbox

    /// A project with a study of which six trials have run, and another one without anything.
    init() throws {
        there = try SmallStudy.sandbox(sampler: "tpe", pruner: "median")
        here = try Sandbox()
        try there.output("study create small")
        try there.output("study run --trials 6")
        try here.write(SmallStudy.script, to: "trial.sh")
    }

    /// All rows but who ran what for how long, and where.
    private func records(of sandbox: Sandbox) throws -> [String] {
        try sandbox.contents().filter { !$0.hasPrefix("claims") && !$0.hasPrefix("studies") }
    }

    @Test("trained there, copied home, looked at: all of it has come, can be verified, and twice is once")
    func merge() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: there.database))
        let first = try here.json("db merge \(there.database)")
        let study = try #require(first["studies"]?.arrayValue?.first)
        #expect(study["name"] == "small" && study["effect"] == "added" && study["trials"] == 6)
        #expect(study["missing_folders"]?.arrayValue?.count == 6)
        #expect(study["files_at"]?.stringValue == "\(there.path)/studies/small")
        #expect(try records(of: here) == records(of: there))
        #expect(try here.json("study verify")["differences"] == [])
        #expect(try here.json("study best") == there.json("study best"))

        let before = try here.contents()
        let again = try here.hpo("db merge \(there.path)")
        #expect(again.output == "small: the same as here\n" && again.errors.isEmpty)
        #expect(try here.contents() == before)
        #expect(try Data(contentsOf: URL(fileURLWithPath: there.database)) == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(there.path)/db") == ["hpo.sqlite"])
    }

    @Test("what goes on there is added, the command that fetches the files works, and the study goes on here")
    func follow() throws {
        try here.output("db merge \(there.database)")
        try there.output("study run --trials 3")
        let dry = try here.output("db merge --dry-run \(there.database)")
        #expect(dry.hasPrefix("small: would go on from where it was, 3 trials, "))
        #expect(try here.query("SELECT count(*) FROM trials") == ["6"])
        let answer = try here.hpo("db merge \(there.database)")
        #expect(answer.output.hasPrefix("small: goes on from where it was, 3 trials, "))
        #expect(
            answer.errors.hasPrefix(
                "small: the files of 9 trials (logs, checkpoints, weights) are not in studies/small/"))
        let command = try #require(answer.errors.split(separator: "copy them: ").last)
        #expect(try here.shell(String(command)).status == 0)
        #expect(try here.output("trial log 8") == there.output("trial log 8"))
        #expect(try here.json("db merge \(there.database)")["studies"]?.arrayValue?.first?["missing_folders"] == [])

        try here.output("study run --trials 2")
        #expect(try here.output("study verify").contains("all as recorded"))
        #expect(
            try here.output("db merge \(there.database)")
                == "small: has gone on here since it was copied, and nothing there is new\n")
    }

    @Test(
        "a study that went on in both places comes beside the one that is here, and only when it is told how to be called"
    )
    func apart() throws {
        try here.output("db merge \(there.database)")
        for sandbox in [here, there] { try sandbox.output("study run --trials 2") }
        let before = try here.contents()
        let refused = try here.hpo("db merge \(there.database)")
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains(
                "\"small\" has gone on in both databases since trial 6, so that there is no one history of it"))
        #expect(refused.errors.contains("bring it in as a study of its own: --rename small=NEW"))
        #expect(try here.contents() == before)
        let answer = try here.output("db merge \(there.database) --rename small=home")
        #expect(answer.hasPrefix("home (there small): new, 8 trials, "))
        #expect(try here.output("study verify home").contains("all as recorded"))
        try here.output("study run home --trials 1")
        #expect(try here.json("db check")["sound"] == true)
    }

    @Test("another study of the same name is refused, and a study that is not there is named")
    func names() throws {
        try here.write(SmallStudy.definition(), to: "studies/small.json5")
        try here.output("study create small")
        let refused = try here.hpo("db merge \(there.database)")
        #expect(refused.status == 1 && refused.errors.contains("there is another study \"small\" here"))
        #expect(refused.errors.contains("--rename small=NEW"))
        let unknown = try here.hpo("db merge \(there.database) --study smal")
        #expect(unknown.status == 1 && unknown.errors.contains("did you mean \"small\"?"))
        #expect(try here.hpo("db merge \(there.database) --rename small").status == 2)
    }

    @Test("a database that cannot be read is said, and leaves nothing here", arguments: ["text", "missing", "itself"])
    func unreadable(kind: String) throws {
        try here.write("my thesis", to: "text")
        let isItself = kind == "itself"
        if isItself { try here.output("db merge \(there.database)") }
        let answer = try here.hpo("db merge \(isItself ? here.database : "\(here.path)/\(kind)")")
        #expect(answer.status == 1)
        let words = ["text": "not an SQLite database", "missing": "no database here", "itself": "the database itself"]
        #expect(answer.errors.contains(words[kind] ?? "?"), "\(answer.errors)")
        #expect(here.exists("db/hpo.sqlite") == isItself)
    }

    @Test("the database of a study that runs comes with its running trials, which are not taken for ours")
    func running() throws {
        try there.write("echo '{\"epoch\": 1, \"loss\": -1}'\nread answer; read answer; exit 1\n", to: "trial.sh")
        let run = try there.start("study run --trials 1")
        #expect(try there.wait { try there.query("SELECT count(*) FROM epochs JOIN claims USING (trial)") == ["1"] })
        let answer = try here.json("db merge \(there.database)")
        #expect(answer["studies"]?.arrayValue?.first?["trials"] == 7)
        #expect(try here.query("SELECT launcher, handle FROM claims") == ["elsewhere|\(there.database)"])
        let check = try here.json("db check")
        #expect(check["sound"] == true)
        let note = check["notes"]?.arrayValue?.first?["problem"]?.stringValue ?? ""
        #expect(note.hasPrefix("was running for \(there.database), process "))
        let compact = try there.hpo("db compact")
        #expect(compact.status == 1 && compact.errors.contains("is running trials of \"small\"; stop it first"))
        run.signal(SIGKILL)
        _ = run.wait()
        #expect(try there.json("db check")["notes"]?.arrayValue?.first?["trial"] == 6)
        try there.write(SmallStudy.script, to: "trial.sh")
        try there.output("study run --trials 1")
        #expect(try here.json("db merge \(there.database)")["studies"]?.arrayValue?.first?["effect"] == "extended")
        #expect(try here.query("SELECT count(*) FROM claims") == ["0"])
        #expect(try here.json("study verify")["differences"] == [])
    }

    @Test("a backup is the database of that moment, by date where no file is named, and replaces nothing unasked")
    func backup() throws {
        let first = try there.json("db backup")
        let file = try #require(first["file"]?.stringValue)
        #expect(file.hasPrefix("\(there.path)/db/hpo-20") && file.hasSuffix(".sqlite"))
        #expect(try there.json("db backup")["file"]?.stringValue != file)
        try there.output("study run --trials 1")
        #expect(try there.output("--db \(file) trial list").split(separator: "\n").count == 7)
        let named = "\(there.path)/copy.sqlite"
        try there.output("db backup \(named)")
        let refused = try there.hpo("db backup \(named)")
        #expect(
            refused.status == 1 && refused.errors.contains("there is a file already; name another file, or replace"))
        try there.output("db backup \(named) --force")
        #expect(try there.hpo("db backup \(there.database) --force").status == 1)
        #expect(try there.json("--db \(named) db check")["trials"] == 7)
    }

    @Test("a check names what is wrong by its place and exits 1, whether records or the file itself")
    func check() throws {
        let sound = try there.hpo("db check")
        #expect(sound.status == 0 && sound.output.hasPrefix("db/hpo.sqlite: all is sound\n1 study, 6 trials, "))
        #expect(sound.output.contains("\nSQLite 3."))
        try there.alter("UPDATE trials SET state = 'failed' WHERE number = 3")
        let wrong = try there.hpo("db check")
        #expect(wrong.status == 1)
        #expect(wrong.output.hasPrefix("wrong: small, trial 3: it is failed, and its last attempt is "))
        #expect(wrong.output.contains("db/hpo.sqlite: 1 thing wrong"))
        let json = try JSONValue(parsing: there.hpo("db check --json").output, syntax: .json)
        #expect(json["sound"] == false && json["problems"]?.arrayValue?.first?["trial"] == 3)

        var bytes = try Data(contentsOf: URL(fileURLWithPath: there.database))
        for index in 40_000..<90_000 { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
        try bytes.write(to: URL(fileURLWithPath: there.database))
        let damaged = try there.hpo("db check")
        #expect(damaged.status == 1 && damaged.output.contains("damaged: "))
        #expect(damaged.errors.contains("The records were not looked at."))
    }

    @Test("compacting says how much was won")
    func compact() throws {
        try there.alter("CREATE TABLE big AS SELECT hex(zeroblob(400000)) AS x")
        try there.alter("DROP TABLE big")
        let answer = try there.json("db compact")
        let won = try #require(answer["won"]?.intValue)
        #expect(won > 700_000 && answer["done"] == true)
        #expect(try there.output("db compact").hasSuffix(": there was nothing to win\n"))
        #expect(try there.json("db check")["sound"] == true)
    }
}
