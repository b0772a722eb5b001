import JSON
import Testing

@Suite("JSON5 texts that are changed in places")
struct JSONEditorTests {
    private let text = """
        // A study.
        {
          name: "face", // its name
          space: {
            // The encoder.
            layers: { int: [1, 6] }, // at least one
            'heads': { choice: [2, /* four, */ 4] }
          },
          start: [{ layers: 4, "a}": "{" }], seed: 42 }
        """

    private func edited(_ text: String, _ change: (inout JSONEditor) throws -> Void) throws -> String {
        var editor = try JSONEditor(text)
        try change(&editor)
        _ = try JSONNode(parsing: editor.text)
        return editor.text
    }

    @Test("keep every comment and blank, and have a value replaced with a remark above its line")
    func replace() throws {
        let result = try edited(text) { editor in
            try editor.set(["space", "layers", "int"], to: [1, 9])
            try editor.set(["name"], to: "face-2", remark: "the second")
        }
        #expect(
            result
                == text.replacing("[1, 6]", with: "[1, 9]")
                .replacing("name: \"face\"", with: "// the second\n  name: \"face-2\""))
    }

    @Test("have a remark before a member that shares its line")
    func inline() throws {
        let result = try edited(text) { editor in
            try editor.set(["space", "layers", "int"], to: [1, 9], remark: "was */ 6")
        }
        #expect(result == text.replacing("int: [1, 6]", with: "/* was * / 6 */ int: [1, 9]"))
    }

    @Test("have a remark for a whole member above its line")
    func remark() throws {
        let result = try edited(text) { editor in
            try editor.remark(["space", "layers"], "more")
            try editor.remark(["seed"], "less")
            try editor.remark(["nothing", "here"], "never")
        }
        #expect(
            result
                == text.replacing("layers: { int", with: "// more\n    layers: { int")
                .replacing("seed: 42", with: "/* less */ seed: 42"))
    }

    @Test("have members added at the end of an object, in its own manner")
    func add() throws {
        let result = try edited(text) { editor in
            try editor.set(["space", "dropout"], to: ["float": [0, 0.5]], remark: "new")
            try editor.set(["pruner", "median", "warmup_epochs"], to: 5)
            try editor.set(["fixed", "two words"], to: .null)
        }
        #expect(
            result
                == text.replacing("4] }\n", with: "4] },\n    // new\n    dropout: { float: [0, 0.5] },\n")
                .replacing(
                    "seed: 42 }",
                    with: "seed: 42, pruner: { median: { warmup_epochs: 5 } }, fixed: { \"two words\": null } }"))
        #expect(try edited("{}") { try $0.set(["a"], to: 1) } == "{ a: 1 }")
    }

    @Test("have members taken out, with their line, or with a remark in their place")
    func remove() throws {
        let result = try edited(text) { editor in
            try editor.remove(["space", "layers"], remark: "fixed\nnow")
            try editor.remove(["space", "heads"])
            try editor.remove(["start"])
            try editor.remove(["nothing", "here"])
        }
        #expect(
            result
                == text.replacing("layers: { int: [1, 6] },", with: "// fixed now")
                .replacing("    'heads': { choice: [2, /* four, */ 4] }\n", with: "")
                .replacing("start: [{ layers: 4, \"a}\": \"{\" }], ", with: ""))
    }

    @Test("lose nothing that shares a line with what is taken out")
    func sharedLine() throws {
        let shared = "{\n  a: 1, b: 2, c: 3 // all\n}"
        #expect(try edited(shared) { try $0.remove(["a"], remark: "gone") } == "{\n  /* gone */ b: 2, c: 3 // all\n}")
        #expect(try edited(shared) { try $0.remove(["c"]) } == "{\n  a: 1, b: 2, // all\n}")
    }

    @Test("are JSON5 texts to begin with")
    func broken() {
        #expect(throws: JSONError.self) { try JSONEditor("{ a: ") }
    }

    @Test("write values as people do")
    func written() {
        let value: JSONValue = ["a": [1, 2.5, "x"], "b-c": [:], "d": []]
        #expect(value.oneLine == #"{ a: [1, 2.5, "x"], "b-c": {}, d: [] }"#)
    }
}
