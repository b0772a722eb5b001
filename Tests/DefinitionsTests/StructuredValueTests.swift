import Definitions
import Expressions
import JSON
import Search
import Testing

@Suite("lists and null as values")
struct StructuredValueTests {
    private static let sections: [String: String?] = [
        "train": "{ command: [\"t\", \"--hidden\", \"{hidden}\", \"--h={hidden}\", \"{name}\"] }",
        "fixed": "{ betas: [0.9, 0.999], name: \"[64,64]\" }",
        "space": "{ hidden: { choice: [[64, 64], [128, 64, 32], [], null, 7] }, lr: { int: [1, 2] } }",
        "start": "[{ hidden: [128, 64, 32], lr: 1 }, { hidden: null, lr: 2 }]",
        "where": "[\"hidden != 'null' or lr > 1\"]",
    ]

    private static func resolved(_ hidden: Value, lr: Int = 1) throws -> (StudyDefinition, Configuration) {
        let definition = try Definitions.parse(replacing: sections)
        return (definition, try definition.space.resolve(Configuration(["hidden": hidden, "lr": .int(lr)])))
    }

    @Test("they are categories by their text to the search, and tried first where the definition says so")
    func categories() throws {
        let definition = try Definitions.parse(replacing: Self.sections)
        let choices = ["[64,64]", "[128,64,32]", "[]", "null"].map(Value.string) + [.int(7)]
        #expect(definition.space.parameters.first?.domain == .choice(choices))
        #expect(definition.start.map { $0["hidden"] } == [.string("[128,64,32]"), .string("null")])
        #expect(definition.warnings.count == 1 && definition.warnings[0].contains("where `hidden` is null"))
    }

    @Test(
        "a program is told the list, null, or as many words as there are",
        arguments: [
            ("[64,64]", "[64,64]", ["t", "--hidden", "64", "64", "--h=[64,64]", "[64,64]"]),
            ("[]", "[]", ["t", "--hidden", "--h=[]", "[64,64]"]), ("null", "null", ["t", "--hidden", "[64,64]"]),
        ])
    func told(text: String, json: String, command: [String]) throws {
        let (definition, configuration) = try Self.resolved(.string(text), lr: 2)
        #expect(definition.commandLine(for: configuration) { _ in nil } == command)
        let params = definition.exported(configuration, seed: 1)["params"]
        #expect(params?["hidden"]?.text() == json && params?["betas"] == .array([.double(0.9), .double(0.999)]))
        #expect(params?["name"] == .string("[64,64]"))
        #expect(EnvironmentVariables.variables(of: configuration).contains { $0 == ("HPO_PARAM_HIDDEN", text) })
        // What is exported is a configuration again.
        let written = try #require(params.flatMap { Configuration($0) })
        #expect(try definition.sampled(from: written) == Configuration(["hidden": .string(text), "lr": .int(2)]))
    }

    @Test("constraints see their texts")
    func constraints() throws {
        #expect(throws: SpaceError.self) { try Self.resolved(.string("null"), lr: 1) }
        #expect(try Self.resolved(.int(7)).1["hidden"] == .int(7))
    }

    @Test(
        "each mistake is told",
        arguments: [
            (
                "[[1, [2]], 3]",
                "choice[0]: found a list, expected a number, a string, true or false, null, or a list of numbers, strings, true and false"
            ),
            ("[[1], [1]]", "choice[1]: the choice '[1]' is there twice; the first is space.lr.choice[0]"),
            ("[null, 'null']", "choice[1]: the choice 'null' is there twice; the first is space.lr.choice[0]"),
        ])
    func mistakes(choices: String, expected: String) {
        let problems = Definitions.problems(replacing: ["space": "{ lr: { choice: \(choices) } }"])
        #expect(problems == ["s.json5:6: space.lr.\(expected)"])
    }
}
