import Foundation
import Testing

/// The page of the database, held to a database: its columns, and its queries.
@Suite("The database's page")
struct SchemaPageTests {
    /// A project with a study called as the README's, of a program in shell: the same columns, and ends of several kinds.
    private func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(
            """
            for epoch in 1 2 3; do echo "{\\"epoch\\": $epoch, \\"val_loss\\": $(( HPO_TRIAL % 5 + 3 - epoch ))}"; done
            """, to: "train.sh")
        try sandbox.write(
            """
            { objective: { minimize: "val_loss" }, train: { command: ["sh", "train.sh"], epochs: 3, grace: "1s" },
              space: { lr: { float: [1e-4, 1], log: true }, momentum: { float: [0, 0.99] } }, sampler: { random: {} },
              pruner: { threshold: { upper: 6.5 } } }
            """, to: "studies/descent.json5")
        for line in [
            "study create descent", "study run --trials 12", "study confirm --top 2 --seeds 2", "trial tag 0 good",
        ] { try sandbox.output(line) }
        return sandbox
    }

    /// What the page says of each view and table: its heading, and the names in the first column of what follows.
    private static func sections() throws -> [(heading: String, columns: [String])] {
        let file = Page.root.appendingPathComponent(PageWalk.article("Schema"))
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.components(separatedBy: "\n### ").dropFirst().map { section in
            let lines = section.split(separator: "\n")
            let cells = lines.filter { $0.hasPrefix("| `") }.map { $0.dropFirst().prefix { $0 != "|" } }
            let names = cells.flatMap { $0.matches(of: /`([a-z_.]+)`/).map { String($0.output.1) } }
            return (String(lines[0]), names)
        }
    }

    @Test("has every column of the views, in order, and of the tables that it speaks of")
    func columns() throws {
        let sandbox = try Sandbox()
        try sandbox.output("study create")
        let sections = try Self.sections().filter { $0.heading != "Units" }
        let views = try sandbox.query("SELECT name FROM sqlite_schema WHERE type = 'view'")
        #expect(Set(views).isSubset(of: sections.map(\.heading)))
        #expect(sections.count == 12)
        for (heading, columns) in sections {
            for name in columns where name.contains(".") {
                let parts = name.split(separator: ".")
                #expect(
                    try sandbox.query(
                        "SELECT count(*) FROM pragma_table_info('\(parts[0])') WHERE name = '\(parts[1])'")
                        == ["1"], "\(name)")
            }
            if heading.contains(",") { continue }
            let real = try sandbox.query("SELECT name FROM pragma_table_info('\(heading)') ORDER BY cid")
            if views.contains(heading) {
                #expect(columns == real, "\(heading)")
            } else {
                #expect(Set(columns).symmetricDifference(real) == [], "\(heading)")
            }
        }
        #expect(try sandbox.query("PRAGMA user_version") == ["4"], "the page names the version")
        #expect(try sandbox.query("PRAGMA application_id") == ["\(0x6870_6f21)"])
    }

    @Test("has queries that find something, as they stand")
    func queries() throws {
        let sandbox = try sandbox()
        let queries = try Page(PageWalk.article("Schema")).blocks.filter { $0.language == "sql" }
            .map { $0.lines.joined(separator: "\n") }
        #expect(queries.count == 8)
        for query in queries {
            let answer = try sandbox.hpo("query --csv", [query])
            #expect(answer.status == 0, "\(query)\n\(answer.errors)")
            let rows = answer.output.split(separator: "\r\n").flatMap { $0.split(separator: "\n") }
            #expect(rows.count > 1, "\(query)\n\(answer.output)")
        }
    }

    @Test("says how what is no number stands there")
    func numbers() throws {
        let sandbox = try Sandbox()
        try sandbox.write("echo '{\"epoch\": 1, \"loss\": 1, \"a\": NaN, \"b\": -inf}'\n", to: "train.sh")
        try sandbox.write(
            """
            { objective: { minimize: "loss" }, train: { command: ["sh", "train.sh"] }, sampler: { random: {} },
              fixed: { on: true, list: [64, 64], none: null }, space: { x: { float: [0, 1] } } }
            """, to: "studies/odd.json5")
        try sandbox.output("study create odd")
        try sandbox.output("study run --trials 1")
        #expect(
            try sandbox.query("SELECT name, value IS NULL, value = -9e999 FROM metrics WHERE name <> 'loss' ORDER BY 1")
                == ["a|1|NULL", "b|0|1"])
        #expect(try sandbox.query("SELECT metrics ->> 'b', metrics ->> 'a' FROM best_epochs") == ["-Inf|NULL"])
        #expect(
            try sandbox.query("SELECT name, value FROM parameters WHERE kind = 'fixed' ORDER BY 1")
                == ["list|[64,64]", "none|null", "on|1"])
    }
}
