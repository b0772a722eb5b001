import Definitions
import Expressions
import Search
import Testing

@Suite("variables of the trial protocol")
struct ProtocolVariableTests {
    @Test("each works in a command and in a CSV path alike", arguments: ProtocolVariable.allCases)
    func works(_ variable: ProtocolVariable) throws {
        let placeholder = "{\(variable.rawValue)}"
        let train = "{ command: [\"t\", \"--is=\(placeholder)\"], read: { csv: \"out/\(placeholder).csv\" } }"
        #expect(Definitions.problems(replacing: ["train": train]) == [])
        let definition = try Definitions.parse(replacing: ["train": train])
        let configuration = Configuration(["lr": .float(0.01), "heads": .int(4)])
        let value = { $0 == variable ? "7" : nil } as (ProtocolVariable) -> String?
        #expect(definition.commandLine(for: configuration, variable: value) == ["t", "--is=7"])
        let path = definition.filled(path: "out/\(placeholder).csv", for: configuration, variable: value)
        #expect(path == "out/7.csv")
    }

    @Test("a parameter goes before the variable of its name, and none takes the place of an inactive one")
    func parametersFirst() throws {
        let definition = try Definitions.parse(replacing: [
            "train": "{ command: [\"t\", \"{seed}\"] }",
            "space": "{ lr: { int: [1, 2] }, seed: { int: [1, 9], when: \"lr == 2\" } }",
        ])
        let active = Configuration(["lr": .int(2), "seed": .int(5)])
        #expect(definition.commandLine(for: active) { _ in "99" } == ["t", "5"])
        #expect(definition.filled(path: "{seed}.csv", for: active) { _ in "99" } == "5.csv")
        let inactive = Configuration(["lr": .int(1)])
        #expect(definition.commandLine(for: inactive) { _ in "99" } == ["t"])
        #expect(definition.filled(path: "{seed}.csv", for: inactive) { _ in "99" } == "{seed}.csv")
    }

    @Test("a flag is there or not, by a parameter or on resumed attempts, and an empty text is no such thing")
    func flags() throws {
        let definition = try Definitions.parse(replacing: [
            "train": "{ command: [\"t\", \"{amp?--amp}\", \"{ema?--ema:--no-ema}\", \"{resume?--resume}\"] }",
            "space": "{ amp: { choice: [false, true] }, ema: { equals: \"not amp\" } }",
        ])
        #expect(definition.warnings == [])
        let on = Configuration(["amp": .bool(true), "ema": .bool(false)])
        let off = Configuration(["amp": .bool(false), "ema": .bool(true)])
        #expect(definition.commandLine(for: on) { $0 == .resume ? "false" : nil } == ["t", "--amp", "--no-ema"])
        #expect(definition.commandLine(for: off) { $0 == .resume ? "true" : nil } == ["t", "--ema", "--resume"])
        let empty = try Definitions.parse(replacing: [
            "train": "{ command: [\"t\", \"{amp}\"] }", "space": "{ amp: { choice: [\"\", \"--amp\"] } }",
        ])
        #expect(
            empty.warnings == [
                "s.json5:4: train.command[1]: with `amp` empty the program gets an empty word: for a word that is there "
                    + "or not, make `amp` true or false and write {amp?--amp}"
            ])
    }

    @Test(
        "a study may set no variable of the protocol",
        arguments: ProtocolVariable.allCases.compactMap(\.environmentName))
    func ownNames(_ name: String) {
        #expect(EnvironmentVariables.belongsToTrial(name))
        #expect(EnvironmentVariables.belongsToTrial("HPO_SYNC") && !EnvironmentVariables.belongsToTrial("HPO_THREADS"))
    }
}
