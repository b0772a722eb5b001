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
    public var configuration: String { JSONValue.object(object).text(pretty: true) + "\n" }

    /// The same on one line, for a program that asks for it.
    public var configurationLine: String { JSONValue.object(object).text() }

    private var object: JSONObject {
        var object: JSONObject = [
            "study": .string(study), "trial": .int(id.trial), "attempt": .int(id.attempt), "seed": .int(seed),
            "params": definition.json(parameters), "directory": .string(place.folder), "resume": .bool(id.attempt > 1),
        ]
        object["stage"] = definition.stageName.map { .string($0) }
        if case .workload(let name) = definition.training.program {
            object["workload"] = .string(name)
            object["data"] = definition.training.data.map { .string($0) }
            object["init"] = definition.training.initialWeights.map { .string($0) }
            object["epochs"] = definition.training.epochs.map { .int($0) }
        }
        return object
    }

    /// The files that the program reads its configuration from, filled in: where they belong, and what is in them.
    public var files: [(path: String, text: String)] {
        definition.files(for: parameters, variable: value).map { ("\(place.folder)/\($0.path)", $0.text) }
    }

    /// The program and its arguments.
    ///
    /// - Parameter executable: this program, which trains the built-in workloads.
    public func command(executable: String) -> [String] {
        switch definition.training.program {
        case .workload(let name): [executable, "train", name]
        case .command: definition.commandLine(for: parameters, variable: value) ?? []
        case .asked: []
        }
    }

    /// The folder that the program runs in: the `project`'s, unless the study names another.
    public func workingDirectory(in project: String) -> String {
        definition.training.workingDirectory.map { path in
            Files.resolve(definition.filled(path: path, for: parameters, variable: value), in: project)
        } ?? project
    }

    /// Whether the program reads an answer after each report.
    public var sync: Bool {
        if case .workload = definition.training.program { true } else { definition.training.sync }
    }

    /// Whether one process of the program serves trial after trial.
    public var isWarm: Bool { definition.training.isWarm }

    /// The program's environment: that of this process without what an outer trial may have left in it, what the study sets,
    /// and the protocol's variables.
    ///
    /// - Parameter threads: how many threads the trial should use, unless someone has said so.
    public func environment(over inherited: [String: String], threads: Int) -> [String: String] {
        var variables = inherited.filter { !EnvironmentVariables.belongsToTrial($0.key) }
        variables.merge(definition.training.environment) { _, new in new }
        variables["HPO_THREADS"] = variables["HPO_THREADS"] ?? "\(threads)"
        // Into a pipe, Python prints by the block: epochs would come late, or all at the end.
        variables["PYTHONUNBUFFERED"] = variables["PYTHONUNBUFFERED"] ?? "1"
        for variable in ProtocolVariable.allCases {
            if let name = variable.environmentName { variables[name] = value(of: variable) }
        }
        // Empty in a command line, where something must stand; here a program sees whether there are stages at all.
        if definition.stageName == nil { variables["HPO_STAGE"] = nil }
        if sync { variables["HPO_SYNC"] = "1" }
        if isWarm {
            // What its first trial was would be wrong from the second one on.
            for variable in ProtocolVariable.allCases where variable.changesWithTrials {
                if let name = variable.environmentName { variables[name] = nil }
            }
            variables[EnvironmentVariables.warm] = "1"
            return variables
        }
        for (name, value) in EnvironmentVariables.variables(of: parameters) { variables[name] = value }
        return variables
    }

    /// Writes its files into the trial's folder, which is made.
    func write() throws(SystemError) {
        try Files.makeFolders(place.folder)
        try Files.replace(place.configuration, with: configuration)
        for file in files {
            try Files.makeFolders(Files.folder(of: file.path))
            try Files.replace(file.path, with: file.text)
        }
    }

    /// The file at `path`, which may have placeholders, as seen from the trial's folder.
    func file(_ path: String) -> String {
        Files.resolve(definition.filled(path: path, for: parameters, variable: value), in: place.folder)
    }

    private func value(of variable: ProtocolVariable) -> String? {
        switch variable {
        case .study: study
        case .trial: "\(id.trial)"
        case .attempt: "\(id.attempt)"
        case .seed: "\(seed)"
        case .directory: place.folder
        case .config: place.configuration
        case .epochs: definition.training.epochs.map(String.init)
        case .data: definition.training.data
        case .stage: definition.stageName ?? ""
        case .resume: "\(id.attempt > 1)"
        }
    }
}
