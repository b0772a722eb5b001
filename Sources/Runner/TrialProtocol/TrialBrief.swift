// All that a trial's program is told, in the three ways of the protocol: a file, variables, placeholders.
//
//     {"study": "face", "trial": 7, "attempt": 1, "seed": 81, "params": {"lr": 0.001}, "directory": "…", "resume": false}
//     HPO_CONFIG=…/config.json HPO_TRIAL=7 HPO_PARAM_LR=0.001 …
//     ["python3", "train.py", "--lr", "{lr}", "--out", "{directory}"]

public import Definitions
import JSON
public import Search
public import Studies
import System

/// What one attempt at a trial is told.
public struct TrialBrief: Sendable {
    /// The study's name.
    public let study: String
    /// Its definition.
    public let definition: StudyDefinition
    /// Whose run it is.
    public let id: AttemptID
    /// What its chance is drawn from.
    public let seed: Int
    /// What it runs with: sampled, derived and fixed.
    public let parameters: Configuration
    /// Where its files are.
    public let place: TrialPlace

    /// A brief of all its parts.
    public init(
        study: String, definition: StudyDefinition, id: AttemptID, seed: Int, parameters: Configuration,
        place: TrialPlace
    ) {
        self.study = study
        self.definition = definition
        self.id = id
        self.seed = seed
        self.parameters = parameters
        self.place = place
    }

    /// The text of the file that HPO_CONFIG names.
    public var configuration: String {
        var object: JSONObject = [
            "study": .string(study), "trial": .int(id.trial), "attempt": .int(id.attempt), "seed": .int(seed),
            "params": JSONValue(parameters), "directory": .string(place.folder), "resume": .bool(id.attempt > 1),
        ]
        object["stage"] = definition.stageName.map { .string($0) }
        if case .workload(let name) = definition.training.program {
            object["workload"] = .string(name)
            object["data"] = definition.training.data.map { .string($0) }
            object["epochs"] = definition.training.epochs.map { .int($0) }
        }
        return JSONValue.object(object).text(pretty: true) + "\n"
    }

    /// The program and its arguments.
    ///
    /// - Parameter executable: this program, which trains the built-in workloads.
    public func command(executable: String) -> [String] {
        switch definition.training.program {
        case .workload(let name): [executable, "train", name]
        case .command: definition.commandLine(for: parameters, context: context) ?? []
        }
    }

    /// Whether the program reads an answer after each report.
    public var sync: Bool {
        if case .workload = definition.training.program { true } else { definition.training.sync }
    }

    /// The program's environment: that of this process without what an outer trial may have left in it, what the study sets,
    /// and the protocol's variables.
    ///
    /// - Parameter threads: how many threads the trial should use, unless someone has said so.
    public func environment(over inherited: [String: String], threads: Int) -> [String: String] {
        var variables = inherited.filter { !Self.belongsToTrial($0.key) }
        variables.merge(definition.training.environment) { _, new in new }
        variables["HPO_THREADS"] = variables["HPO_THREADS"] ?? "\(threads)"
        variables["HPO_STUDY"] = study
        variables["HPO_TRIAL"] = "\(id.trial)"
        variables["HPO_ATTEMPT"] = "\(id.attempt)"
        variables["HPO_SEED"] = "\(seed)"
        variables["HPO_STAGE"] = definition.stageName
        variables["HPO_CONFIG"] = place.configuration
        variables["HPO_TRIAL_DIR"] = place.folder
        if sync { variables["HPO_SYNC"] = "1" }
        for (name, value) in EnvironmentVariables.variables(of: parameters) { variables[name] = value }
        return variables
    }

    /// The file at `path`, which may have placeholders, as seen from the trial's folder.
    func file(_ path: String) -> String {
        let words = CommandTemplate([path]).expanded { parameters[$0]?.plainText ?? context[$0] }
        return Files.resolve(words.first ?? path, in: place.folder)
    }

    private var context: [String: String] {
        [
            "study": study, "trial": "\(id.trial)", "attempt": "\(id.attempt)", "seed": "\(seed)",
            "config": place.configuration, "directory": place.folder, "stage": definition.stageName ?? "",
        ]
    }

    private static func belongsToTrial(_ variable: String) -> Bool {
        let own = [
            "HPO_STUDY", "HPO_STAGE", "HPO_TRIAL", "HPO_ATTEMPT", "HPO_SEED", "HPO_CONFIG", "HPO_TRIAL_DIR", "HPO_SYNC",
        ]
        return variable.hasPrefix(EnvironmentVariables.prefix) || own.contains(variable)
    }
}
