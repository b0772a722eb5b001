import JSON
import Testing

@Suite("Exported tables")
struct TableExportTests {
    @Test("csv and jsonl have the rows and columns of trial list --csv, in a file or on standard output")
    func rows() throws {
        let sandbox = try ExportedStudy.sandbox()
        for epochs in ["", " --epochs"] {
            let listed = try sandbox.output("trial list own --csv\(epochs)")
            #expect(try sandbox.output("export csv - --study own\(epochs)") == listed)
            try sandbox.output("export csv t.csv --force --study own\(epochs)")
            #expect(try sandbox.read("t.csv") == listed)

            let columns = listed.split(separator: "\n")[0].split(separator: ",").map(String.init)
            let lines = try sandbox.output("export jsonl - --study own\(epochs)").split(separator: "\n")
            #expect(lines.count == (epochs.isEmpty ? 7 : 17))
            for line in lines {
                let row = try JSONValue(parsing: String(line), syntax: .json)
                #expect(row.objectValue?.members.map(\.key) == columns)
            }
        }
        let trials = try sandbox.output("export jsonl - --study own").split(separator: "\n").map {
            try JSONValue(parsing: String($0), syntax: .json)
        }
        #expect(trials[1]["remark"] == "a fine one, \"quoted\"")
        #expect(trials[1]["metrics.odd"] == "-inf")
        #expect(trials[0]["reason"]?.stringValue?.contains("bad luck") == true)
        // The one that waits.
        #expect(trials[6]["value"] == .null)
        #expect(trials[6]["params.x"] == 0.75)
    }

    @Test("a file that is there is replaced only with --force, and --json says what was written")
    func files() throws {
        let sandbox = try ExportedStudy.sandbox()
        #expect(
            try sandbox.json("export jsonl t.jsonl --study own --epochs")
                == ["study": "own", "file": "t.jsonl", "rows": 17])
        #expect(
            try sandbox.hpo("export jsonl t.jsonl").errors
                == "hpo: t.jsonl is there already; --force replaces it\n")
        #expect(try sandbox.output("export csv t.csv") == "Wrote 7 trials of own to t.csv.\n")
        #expect(try sandbox.hpo("export csv - --json").status == 2)
    }

    @Test("a text that a spreadsheet would calculate is none in csv, and as it is in jsonl")
    func formulas() throws {
        let sandbox = try ExportedStudy.sandbox()
        try sandbox.output("trial note --study own 2", ["=1+1"])
        #expect(try sandbox.output("export csv - --study own").contains(",'=1+1,"))
        #expect(try sandbox.output("export jsonl - --study own").contains("\"=1+1\""))
    }
}
