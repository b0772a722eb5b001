import Testing

@testable import Definitions

@Suite("What a definition lets a program use")
struct ProgramLimitsTests {
    private func parsed(_ train: String) throws -> Training {
        try StudyDefinition.parse(
            """
            {
              name: "s", objective: { minimize: "loss" }, space: { x: { int: [1, 9] } },
              train: { command: ["t", "{x}"], \(train) },
            }
            """, file: "s.json5"
        ).training
    }

    @Test(
        "is a size with its unit",
        arguments: [("512M", 512 << 20), ("4G", 4 << 30), ("1.5 GiB", 3 << 29), ("64K", 65536), ("1TB", 1 << 40)])
    func memory(text: String, bytes: Int) throws {
        #expect(try parsed("memory: \"\(text)\"").memory == bytes)
    }

    @Test("and nothing else", arguments: ["\"4\"", "4", "\"G\"", "\"-1G\"", "\"0G\"", "\"4g b\"", "\"99999999999T\""])
    func noMemory(text: String) throws {
        let errors = #expect(throws: DefinitionErrors.self) { try parsed("memory: \(text)") }
        #expect("\(try #require(errors))".contains("expected a size with its unit, such as \"512M\" or \"4G\""))
    }

    @Test("silence is a time, nice a number from 0 to 19")
    func others() throws {
        let training = try parsed("silence: \"10m\", nice: 10")
        #expect(training.silence == 600)
        #expect(training.nice == 10)
        #expect(throws: DefinitionErrors.self) { try parsed("nice: -1") }
        #expect(throws: DefinitionErrors.self) { try parsed("silence: 0") }
    }

    @Test("retries say what is tried again how often")
    func retries() throws {
        #expect(try parsed("retries: { failed: 2 }").retries == 2)
        #expect(try parsed("nice: 1").retries == 0)
        let errors = #expect(throws: DefinitionErrors.self) { try parsed("retries: 2") }
        #expect("\(try #require(errors))".contains("expected how often what is tried again: { failed: 1 }"))
        #expect(throws: DefinitionErrors.self) { try parsed("retries: { failed: -1 }") }
        #expect(throws: DefinitionErrors.self) { try parsed("retries: { stopped: 1 }") }
    }
}
