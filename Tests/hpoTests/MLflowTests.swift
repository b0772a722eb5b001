import JSON
import SQLite
import Testing

/// Studies as MLflow's own client finds them.
@Suite("MLflow", .enabled(if: Readers.mlflow.path != nil))
struct MLflowTests {
    private func read(_ file: String) throws -> JSONValue {
        let answer = try Readers.mlflow.check([file, "own"])
        #expect(answer.status == 0)
        return try JSONValue(parsing: answer.output, syntax: .lenient)
    }

    @Test("MLflow brings the file up to date, and finds each trial with its parameters, numbers, tags and files")
    func runs() throws {
        let sandbox = try ExportedStudy.sandbox()
        let words = try sandbox.output("export mlflow ml.db --study own")
        #expect(words.hasPrefix("Wrote 7 runs of own to ml.db.\n"))
        #expect(words.contains("5 values: infinite here, the greatest number there"))
        #expect(words.contains("1 trial: not begun yet, with the study's begin there"))
        let found = try read("\(sandbox.path)/ml.db")
        #expect(found["experiments"] == ["Default", "own"])
        let runs = found["runs"]?.arrayValue ?? []
        #expect(runs.map { $0["name"]?.stringValue } == ["own"] + (0..<7).map { "trial-000\($0)" })

        for (number, run) in runs.dropFirst().enumerated() {
            let trial = try sandbox.json("trial show own \(number)")
            #expect(run["parent"] == "own")
            #expect(run["tags"]?["hpo.state"] == trial["state"])
            let status = ["completed": "FINISHED", "failed": "FAILED", "waiting": "SCHEDULED"]
            #expect(run["status"]?.stringValue == status[trial["state"]?.stringValue ?? ""])
            for (name, value) in trial["params"]?.objectValue ?? JSONObject() {
                #expect(run["params"]?[name]?.stringValue == value.stringValue ?? value.text())
            }
            #expect(run["params"]?.objectValue?.count == trial["params"]?.objectValue?.count)
            guard number < 6 else { continue }
            #expect(milliseconds(trial["started_at"]) == run["start"]?.intValue)
            #expect(milliseconds(trial["ended_at"]) == run["end"]?.intValue)
            try expectSameNumbers(run, trial)
            #expect(run["latest"]?["result/loss"]?.doubleValue == trial["value"]?.doubleValue)
            let files = number == 0 ? ["config.json", "log.txt"] : ["config.json", "log.txt", "model.txt"]
            #expect(run["artifacts"]?.arrayValue?.compactMap(\.stringValue) == files)
        }
        #expect(runs[1]["tags"]?["hpo.reason"]?.stringValue?.contains("bad luck") == true)
        #expect(runs[2]["tags"]?["mlflow.note.content"] == "a fine one, \"quoted\"")
        #expect(runs[2]["tags"]?["good"] == "true")
        #expect(runs[6]["tags"]?["hpo.repeats"] == runs[0]["tags"]?["hpo.best"])
        let best = try sandbox.json("study best own")
        #expect(runs[0]["latest"]?["best/loss"] == best["value"])
        #expect(runs[0]["status"] == "FINISHED")
    }

    private func milliseconds(_ seconds: JSONValue?) -> Int? {
        seconds?.doubleValue.map { Int(($0 * 1000).rounded(.down)) }
    }

    /// NaN is NaN there, and infinity the greatest number.
    private func expectSameNumbers(_ run: JSONValue, _ trial: JSONValue) throws {
        for (index, epoch) in (trial["epochs"]?.arrayValue ?? []).enumerated() {
            for (name, value) in epoch["metrics"]?.objectValue ?? JSONObject() {
                let point = run["metrics"]?[name]?.arrayValue?[index].arrayValue
                #expect(point?[0] == epoch["epoch"])
                let number = value.doubleValue ?? value.stringValue.flatMap(Double.init) ?? 0
                if number.isNaN {
                    #expect(point?[2] == "nan")
                } else {
                    let greatest = Double.greatestFiniteMagnitude
                    #expect(point?[2].doubleValue == min(max(number, -greatest), greatest), "\(name)")
                }
            }
        }
    }

}

/// The same without MLflow.
@Suite("Databases for MLflow")
struct MLflowFileTests {
    @Test("the same study is the same runs in each export, and a file that is there is replaced only with --force")
    func again() throws {
        let sandbox = try ExportedStudy.sandbox()
        try sandbox.output("export mlflow one.db --study own")
        try sandbox.output("export mlflow two.db --study own")
        let first = try identities("\(sandbox.path)/one.db")
        #expect(first.count == 8)
        #expect(try first == identities("\(sandbox.path)/two.db"))
        let answer = try sandbox.hpo("export mlflow one.db --study own")
        #expect(answer.errors == "hpo: one.db is there already; --force replaces it\n")
        try sandbox.output("export mlflow one.db --study own --force")
    }

    private func identities(_ file: String) throws -> [String?] {
        var connection = try Connection(opening: file, access: .readOnly)
        return try connection.rows("SELECT run_uuid FROM runs ORDER BY 1", [], for: "look from a test") {
            row throws(SQLiteError) in
            if case .text(let text) = row.values()[0] { text } else { nil }
        }
    }
}
