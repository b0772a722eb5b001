import Testing

@testable import Definitions

@Suite("What a study says it keeps")
struct KeepSectionTests {
    private func parsed(_ keep: String) throws -> Keeping {
        try StudyDefinition.parse(
            """
            {
              name: "s", objective: { minimize: "loss" }, space: { x: { int: [1, 9] } },
              train: { command: ["t", "{x}"] }, \(keep)
            }
            """, file: "s.json5"
        ).keep
    }

    @Test("is a share of each kind, and of files by patterns in their order")
    func shares() throws {
        let keep = try parsed(
            "keep: { checkpoints: \"best 3\", weights: \"best\", logs: \"all\", artifacts: { \"b*\": \"none\", \"*\": \"all\" } }"
        )
        #expect(keep.checkpoints == .best(3) && keep.weights == .best(1) && keep.logs == .all)
        #expect(keep.artifacts.map(\.pattern) == ["b*", "*"] && keep.artifacts.map(\.share) == [.none, .all])
        #expect(keep.shares.map { "\($0.kind): \($0.share)" }.first == "checkpoints: best 3")
        #expect(try parsed("").isEmpty && parsed("keep: {}").isEmpty)
    }

    @Test(
        "and nothing else",
        arguments: [
            "{ logs: \"best 0\" }", "{ logs: \"some\" }", "{ logs: 3 }", "{ logs: \"best 3 4\" }", "{ log: \"all\" }",
            "{ artifacts: { \"../x\": \"none\" } }", "{ artifacts: { \"/x\": \"none\" } }",
            "{ artifacts: { \"\": \"none\" } }",
            "{ artifacts: \"none\" }", "\"all\"",
        ])
    func mistakes(keep: String) { #expect(throws: DefinitionErrors.self) { try parsed("keep: \(keep)") } }
}
