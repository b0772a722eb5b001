import Testing

@testable import Definitions

@Suite("How a command's output is read")
struct ReaderSectionTests {
    @Test(
        "each way, with what numbers the epochs",
        arguments: [
            ("", .jsonLines, nil), ("epoch: 'step'", .jsonLines, "step"),
            ("read: { csv: 'r.csv' }", .csv("r.csv"), nil),
            ("read: { csv: 'r.csv' }, epoch: 'Epoch'", .csv("r.csv"), "Epoch"),
            ("read: { csv: { path: 'v_*/r.csv', epoch: 'step' } }", .csv("v_*/r.csv"), "step"),
            (
                "read: { csv: { path: 'r', delimiter: '\\t', decimal: ',' } }",
                .csv("r", TableFormat(delimiter: 9, decimalComma: true)), nil
            ),
            ("read: { jsonl: 'm.jsonl', epoch: 'it' }", .jsonFile("m.jsonl"), "it"),
            ("read: { jsonl: { path: 'm.jsonl', epoch: 'it' } }", .jsonFile("m.jsonl"), "it"),
            ("read: { regex: 'x (?<score>.)' }", .regex(["x (?<score>.)"]), nil),
            ("read: { regex: ['(?<it>.)', '(?<score>s?)'], epoch: 'it' }", .regex(["(?<it>.)", "(?<score>s?)"]), "it"),
        ] as [(String, Training.Reader, String?)])
    func ways(text: String, reader: Training.Reader, epoch: String?) throws {
        let definition = try Definitions.parse(replacing: [
            "objective": "{ maximize: 'score' }", "train": "{ command: ['t'], \(text) }",
        ])
        #expect(definition.training.reader == reader && definition.training.epochName == epoch)
        #expect(definition.warnings == [])
    }

    @Test("the groups of all expressions are the metrics that there are")
    func groups() {
        let problems = Definitions.problems(replacing: [
            "objective": "{ maximize: 'val_los' }",
            "train": "{ command: ['t'], read: { regex: ['(?<epoch>.)', '(?<val_loss>.)'] } }",
        ])
        #expect(problems.count == 1 && problems[0].contains("has no group named \"val_los\""))
        #expect(problems[0].contains("val_loss"))
    }
}
