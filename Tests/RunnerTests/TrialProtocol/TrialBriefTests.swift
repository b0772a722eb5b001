import Definitions
import Expressions
import Search
import Studies
import Testing

@testable import Runner

@Suite("What a trial's program is told")
struct TrialBriefTests {
    private static let values: [ProtocolVariable: String] = [
        .study: "face", .trial: "7", .attempt: "2", .seed: "81", .directory: "/p/studies/face/trial-0007",
        .config: "/p/studies/face/trial-0007/config.json", .epochs: "20", .data: "set.npz", .stage: "",
        .resume: "true",
    ]

    private func brief(training: String) throws -> TrialBrief {
        let text = """
            { name: "face", objective: { minimize: "loss" }, space: { lr: { float: [0, 1] } }, train: { \(training) } }
            """
        return TrialBrief(
            study: "face", definition: try StudyDefinition.parse(text, file: "face.json5"),
            id: AttemptID(trial: 7, attempt: 2), seed: 81, parameters: Configuration(["lr": .float(0.5)]),
            place: TrialPlace(study: "face", directory: "/p", number: 7))
    }

    @Test(
        "every variable of the protocol is filled in: in commands, paths and the environment",
        arguments: ProtocolVariable.allCases)
    func fillsIn(_ variable: ProtocolVariable) throws {
        let value = try #require(Self.values[variable])
        let word = "\(variable.rawValue)={\(variable.rawValue)}"
        let brief = try brief(training: "command: [\"t\", \"\(word)\"], epochs: 20, data: \"set.npz\"")
        #expect(brief.command(executable: "hpo") == ["t", "\(variable.rawValue)=\(value)"])
        #expect(brief.file("/out/\(word)") == "/out/\(variable.rawValue)=\(value)")
        guard let name = variable.environmentName else { return }
        let environment = brief.environment(over: [name: "of an outer trial"], threads: 1)
        #expect(environment[name] == (variable == .stage ? nil : value))
    }

    @Test("a warm program's command and environment are the same for all trials, which a line tells it of")
    func warm() throws {
        let brief = try brief(training: "command: [\"t\", \"{study}\", \"{epochs}\"], epochs: 20, warm: true")
        #expect(brief.command(executable: "hpo") == ["t", "face", "20"])
        let environment = brief.environment(
            over: ["PATH": "/bin", "HPO_TRIAL": "of an outer trial", "HPO_PARAM_LR": "3"], threads: 2)
        #expect(
            environment == [
                "PATH": "/bin", "HPO_STUDY": "face", "HPO_THREADS": "2", "HPO_WARM": "1", "PYTHONUNBUFFERED": "1",
            ])
        #expect(
            brief.configurationLine
                == #"{"study":"face","trial":7,"attempt":2,"seed":81,"params":{"lr":0.5},"directory":"/p/studies/face/trial-0007","resume":true}"#
        )
    }

    @Test("Python prints at once, unless the study or the shell says otherwise, be it with nothing")
    func unbuffered() throws {
        let silent = try brief(training: "command: [\"t\"]")
        #expect(silent.environment(over: [:], threads: 1)["PYTHONUNBUFFERED"] == "1")
        #expect(silent.environment(over: ["PYTHONUNBUFFERED": ""], threads: 1)["PYTHONUNBUFFERED"] == "")
        let set = try brief(training: "command: [\"t\"], environment: { PYTHONUNBUFFERED: \"0\" }")
        #expect(set.environment(over: [:], threads: 1)["PYTHONUNBUFFERED"] == "0")
    }

    @Test(
        "the program runs in the project's folder, or in the one that the study names",
        arguments: [
            ("", "/p"), (", cwd: \"src/a\"", "/p/src/a"), (", cwd: \"/data\"", "/data"),
            (", cwd: \"{directory}/x-{lr}\"", "/p/studies/face/trial-0007/x-0.5"),
        ])
    func runsIn(option: String, folder: String) throws {
        #expect(try brief(training: "command: [\"t\"]\(option)").workingDirectory(in: "/p") == folder)
    }

    @Test("a path is seen from the trial's folder")
    func resolvesPath() throws {
        let brief = try brief(training: "command: [\"t\"]")
        #expect(brief.file("lr-{lr}.csv") == "/p/studies/face/trial-0007/lr-0.5.csv")
    }
}
