import Foundation
import JSON
import Testing

@Suite("hpo-bench look")
struct LookBenchTests {
    @Test("makes a study in which all is sound, and prints a line for each look at it")
    func look() throws {
        let sandbox = try Sandbox()
        let program = Running.binary.deletingLastPathComponent().appendingPathComponent("hpo-bench").path
        let answer = try Running(
            program: program,
            arguments: [
                "look", "--trials", "200", "--epochs", "8", "--rounds", "1", "--optuna", "/nonexistent", "--keep",
                "\(sandbox.path)/look",
            ], directory: sandbox.path, variables: [:], input: ""
        ).wait()
        #expect(answer.status == 0 && answer.errors.contains("/nonexistent has no optuna"), "\(answer.errors)")
        let lines = try answer.output.split(separator: "\n").map { try JSONValue(parsing: String($0), syntax: .json) }
        #expect(lines.map { $0["name"]?.stringValue } == ["best", "list", "page", "compare", "report"])
        for line in lines {
            #expect(line["tool"] == "hpo" && line["trials"] == .int(200) && line["epochs"] == .int(8))
            #expect((line["median_ms"]?.doubleValue ?? 0) > 0)
        }
        #expect(lines.suffix(3).allSatisfy { ($0["bytes"]?.intValue ?? 0) > 1000 })
        let check = try sandbox.hpo("--db look/db/hpo.sqlite db check")
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }
}
