import JSON
import Testing

@Suite("What a study suggests")
struct SuggestTests {
    /// loss = (x + 12)² / 100 + noise of a parameter that does nothing: best at the low end of -9 … 9. `lion` fails.
    private static let script = """
        awk -v x="$1" -v rate="$2" -v kind="$3" 'BEGIN {
            if (kind == "lion") { print "no lion" > "/dev/stderr"; exit 3 }
            for (epoch = 1; epoch <= 6; epoch++)
                printf "{\\"epoch\\": %d, \\"loss\\": %.6f}\\n", epoch, (x + 12) * (x + 12) / 100 + 1 / epoch
        }'

        """

    private static let definition = """
        // Where is x best?
        {
          name: "search",
          objective: { minimize: "loss" },
          train: { command: ["sh", "trial.sh", "{x}", "{rate}", "{kind}"], epochs: 6 }, // six are few
          space: {
            x: { float: [-9, 9] }, // to be widened
            rate: { float: [1e-4, 1e-1], log: true },
            kind: { choice: ["adam", "sgd", "lion"] },
          },
          sampler: { random: {} },
          pruner: { none: {} },
          seed: 7,
        }

        """

    private func sandbox(trials: Int = 60) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(Self.script, to: "trial.sh")
        try sandbox.write(Self.definition, to: "studies/search.json5")
        try sandbox.output("study create search")
        if trials > 0 { try sandbox.output("study run --trials \(trials) --jobs 2") }
        return sandbox
    }

    @Test("is said with its numbers, written with them beside each change, and created and run as it is")
    func wholeWay() throws {
        let sandbox = try sandbox()
        let said = try sandbox.output("study suggest")
        #expect(said.contains("`x` is best at the lower end of its range, -9"), "\(said)")
        #expect(said.contains("→ widen `x` to -18.0 … 9.0"), "\(said)")
        #expect(said.contains("`kind` 'lion' fail more often"), "\(said)")
        #expect(said.contains("`rate` does not matter"), "\(said)")
        #expect(said.contains("Wrote studies/search-2.json5"))

        let text = try sandbox.read("studies/search-2.json5")
        #expect(text.hasPrefix("// Where is x best?\n{\n"))
        #expect(text.contains("// six are few") && text.contains("// to be widened"), "\(text)")
        let next = try JSONValue(parsing: text, syntax: .json5)
        #expect(next["name"] == "search-2" && next["seed"] == 8)
        #expect(next["space"]?["x"] == ["float": [-18.0, 9.0]])
        #expect(next["space"]?["kind"] == ["choice": ["adam", "sgd"]])
        #expect(next["space"]?["rate"] == nil)
        #expect(next["fixed"]?["rate"]?.doubleValue != nil)
        #expect(next["train"]?["command"] == ["sh", "trial.sh", "{x}", "{rate}", "{kind}"])
        let start = try #require(next["start"]?.arrayValue)
        #expect(start.count == 3 && start.allSatisfy { $0.objectValue?.keys == ["kind", "x"] })
        // The comment beside the change has the numbers that it was found by.
        let above = try #require(text.split(separator: "\n").first { $0.contains("widen x to") })
        #expect(above.contains("of the 5 best are in the outer 10 %"), "\(above)")

        try sandbox.output("study create search-2 --from search")
        try sandbox.output("study run search-2 --trials 8 --jobs 2")
        #expect(try sandbox.query("SELECT DISTINCT state FROM trials WHERE study = 2") == ["completed"])
        #expect(
            try sandbox.query(
                "SELECT count(*) FROM trials WHERE study = 2 AND origin = 'start'") == ["3"])
        let best = try sandbox.json("study best search-2")["value"]?.doubleValue ?? .nan
        #expect(best <= (try sandbox.json("study best search")["value"]?.doubleValue ?? .nan))
        try sandbox.expectSound()
    }

    @Test("is the same as JSON, and the same each time")
    func json() throws {
        let sandbox = try sandbox()
        let said = try sandbox.json("study suggest search")
        let findings = try #require(said["findings"]?.arrayValue)
        let edge = try #require(findings.first { $0["finding"] == "edge" })
        #expect(edge["parameter"] == "x" && edge["side"] == "low" && edge["end"] == -9.0)
        #expect(edge["change"]?["widen"] == "x" && edge["change"]?["to"] == ["float": [-18.0, 9.0]])
        #expect((edge["p"]?.doubleValue ?? 1) <= 0.01)
        #expect(said["next"]?["file"] == "studies/search-2.json5")
        #expect(said["next"]?["start"]?.arrayValue?.count == 3)
        let first = try sandbox.read("studies/search-2.json5")
        #expect(try sandbox.json("study suggest search --force") == said)
        #expect(try sandbox.read("studies/search-2.json5") == first)
    }

    @Test("never writes over a file without being told to, and goes where it is told")
    func places() throws {
        let sandbox = try sandbox(trials: 12)
        try sandbox.write("mine", to: "studies/search-2.json5")
        let refused = try sandbox.hpo("study suggest")
        #expect(refused.status == 1 && refused.errors.contains("--force"), "\(refused.errors)")
        #expect(try sandbox.read("studies/search-2.json5") == "mine")
        try sandbox.output("study suggest --dry-run")
        #expect(try sandbox.read("studies/search-2.json5") == "mine")
        try sandbox.output("study suggest --output wider.json5")
        #expect(try JSONValue(parsing: try sandbox.read("wider.json5"), syntax: .json5)["name"] == "wider")
        let printed = try sandbox.hpo("study suggest --output -")
        #expect(printed.status == 0)
        #expect(try JSONValue(parsing: printed.output, syntax: .json5)["name"] == "search-2")
        try sandbox.output("study suggest --force")
        #expect(try sandbox.read("studies/search-2.json5") != "mine")
        try sandbox.output("study create ./wider.json5")
        #expect(try sandbox.hpo("study suggest wider --dry-run").status == 0)
    }

    @Test("says that a study without results has none to follow, and writes nothing")
    func nothing() throws {
        let sandbox = try sandbox(trials: 0)
        let answer = try sandbox.hpo("study suggest")
        #expect(answer.status == 1)
        #expect(answer.output.contains("0 completed trials are few for 3 parameters"), "\(answer.output)")
        #expect(!sandbox.exists("studies/search-2.json5"))
        let json = try sandbox.hpo("study suggest --json")
        #expect(try JSONValue(parsing: json.output, syntax: .json)["next"] == .null)
    }
}
