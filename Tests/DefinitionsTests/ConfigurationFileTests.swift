import Definitions
import Expressions
import Search
import Testing

@Suite("configuration files in a program's own form")
struct ConfigurationFileTests {
    private static let space = """
        { lr: { float: [1e-6, 1], log: true }, layers: { choice: [[64, 64], null] }, amp: { choice: [true, false] },
          momentum: { float: [0, 1], when: "amp" }, kind: { choice: ["a", "b: c"] } }
        """

    private static func definition(_ files: String) throws -> StudyDefinition {
        try Definitions.parse(replacing: ["train": "{ command: ['t'], files: \(files) }", "space": space])
    }

    private static let values = Configuration([
        "lr": .float(1e-5), "layers": .string("[64,64]"), "amp": .bool(false), "kind": .string("b: c"),
    ])

    @Test("a text is filled in line by line, numbers as YAML 1.1 reads them")
    func text() throws {
        let definition = try Self.definition(
            "{ 'conf/a.yaml': 'lr: {lr}\\nm: {momentum}\\nlayers: {layers}\\namp: {amp}\\n"
                + "{amp?x1:x2}\\nname: \"{kind}\"\\nn: {trial}\\nmap: {{a: 1}}\\n' }")
        let files = definition.files(for: Self.values) { $0 == .trial ? "7" : nil }
        #expect(files.map(\.path) == ["conf/a.yaml"])
        #expect(
            files[0].text
                == "lr: 1.0e-05\nlayers: [64,64]\namp: false\nx2\nname: \"b: c\"\nn: 7\nmap: {a: 1}\n")
    }

    @Test("an object's strings become values, or stay strings in quotes")
    func object() throws {
        let definition = try Self.definition(
            "{ 'a.json': { lr: '{lr}', big: 1e30, model: { layers: '{layers}', amp: '{amp}', kind: '{kind}' }, "
                + "list: ['{momentum}', '{trial}', 'n-{trial}'], m: '{momentum}', resume: '{resume}' } }")
        let text = definition.files(for: Self.values) { [.trial: "7", .resume: "true"][$0] }[0].text
        #expect(
            text == """
                {
                  "lr": 1.0e-05,
                  "big": 1.0e+30,
                  "model": {
                    "layers": [
                      64,
                      64
                    ],
                    "amp": false,
                    "kind": "b: c"
                  },
                  "list": [
                    7,
                    "n-7"
                  ],
                  "resume": true
                }

                """)
    }

    @Test(
        "each mistake is told",
        arguments: [
            ("{ 'a.yaml': 'lr: {lrr}' }", "files.a.yaml: the placeholder {lrr} names no parameter; did you mean `lr`?"),
            (
                "{ 'a.yaml': { x: [{ y: '{lrr}' }] } }",
                "files.a.yaml.x[0].y: the placeholder {lrr} names no parameter; did you mean `lr`?"
            ),
            (
                "{ 'a.yaml': 'm: {a: 1}' }",
                "files.a.yaml: `{a: 1}` begins no placeholder such as {lr}; write `{{` and `}}` for braces"
            ),
            (
                "{ 'a.yaml': 3 }",
                "files.a.yaml: found the number 3, expected the file's text, or an object that is written as JSON"
            ),
            (
                "{ '../a': '' }",
                "files.../a: this is no path inside a trial's folder: expected a name such as config.yaml or conf/model.yaml"
            ),
            (
                "{ '/a': '' }",
                "files./a: this is no path inside a trial's folder: expected a name such as config.yaml or conf/model.yaml"
            ),
            ("{ 'config.json': '' }", "files.config.json: the trial's folder has a file of this name: give it another"),
        ])
    func mistakes(files: String, expected: String) {
        let problems = Definitions.problems(replacing: ["train": "{ command: ['t', '{lr}'], files: \(files) }"])
        #expect(problems == ["s.json5:4: train.\(expected)"])
    }
}
