import Definitions
import Search
import Testing

@testable import Studies

@Suite("What two definitions would search differently")
struct DifferencesTests {
    private func definition(
        space: String = "x: { float: [0, 1] }", more: String = "", program: String = "ask: true"
    ) throws -> StudyDefinition {
        try StudyDefinition.parse(
            "{ name: 'd', objective: { minimize: 'loss' }, train: { \(program) }, space: { \(space) }, \(more) }",
            file: "d.json5", workloads: [])
    }

    @Test(
        "is nothing where only the text or the program differs",
        arguments: [
            ("x: { float: [0.0, 1.0], log: false }", "", "ask: true"), ("x: { float: [0, 1] }", "seed: 0", "ask: true"),
            ("x: { float: [0, 1] }", "", "command: ['t']"),
            ("x: { float: [0, 1] }", "sampler: { auto: {} }, pruner: { median: {} }", "ask: true"),
            ("x: { float: [0, 1] }", "keep: { logs: 'all' }", "ask: true"),
        ])
    func none(_ space: String, _ more: String, _ program: String) throws {
        #expect(
            try definition().differences(to: definition(space: space, more: more, program: program)) == [])
    }

    @Test(
        "is told by its place",
        arguments: [
            ("x: { float: [0, 2] }", "", ["space.x: it is 0.0 … 1.0, and not 0.0 … 2.0"]),
            (
                "y: { float: [0, 1] }", "",
                ["space.x: it is 0.0 … 1.0, and not without it", "space.y: it is not there, and not 0.0 … 1.0"]
            ),
            ("x: { float: [0, 1] }", "seed: 7", ["seed: it is 0, and not 7"]),
            ("x: { float: [0, 1] }", "sampler: { sobol: {} }", ["sampler: it is auto, and not sobol"]),
            (
                "x: { float: [0, 1] }", "pruner: { median: { startup_trials: 1 } }",
                ["pruner: it is median, and not {\"median\":{\"startup_trials\":1}}"]
            ),
            (
                "x: { float: [0, 1] }", "where: ['x > 0.5'], fixed: { b: 1 }",
                ["fixed.b: it is not there, and not 1", "where: it is not there, and not \"x > 0.5\""]
            ),
        ])
    func some(_ space: String, _ more: String, _ lines: [String]) throws {
        #expect(try definition().differences(to: definition(space: space, more: more)) == lines)
    }
}
