import Expressions
public import JSON
public import Search

extension StudyDefinition {
    /// Everything that is needed to train `configuration` again, with no study: what `hpo study export` writes and, for
    /// a workload, `hpo train --config` reads.
    ///
    /// - Parameters:
    ///   - configuration: a resolved one: sampled, derived and fixed values.
    ///   - seed: the trial's.
    public func exported(_ configuration: Configuration, seed: Int) -> JSONValue {
        var object = JSONObject()
        switch training.program {
        case .workload(let name): object["workload"] = .string(name)
        case .command(let words): object["command"] = .array(words.map { .string($0) })
        case .asked: break
        }
        object["cwd"] = training.workingDirectory.map { .string($0) }
        object["data"] = training.data.map { .string($0) }
        object["init"] = training.initialWeights.map { .string($0) }
        object["epochs"] = training.epochs.map { .int($0) }
        object["seed"] = .int(seed)
        object["params"] = json(configuration)
        return .object(object)
    }

    /// The words of a trial's command line; nil where it has none.
    ///
    /// - Parameters:
    ///   - configuration: a resolved one.
    ///   - variable: the value of a protocol variable; nil leaves out the words that have it.
    public func commandLine(
        for configuration: Configuration, variable: (ProtocolVariable) -> String?
    ) -> [String]? {
        guard case .command(let words) = training.program else { return nil }
        return CommandTemplate(words).expanded(lists: { name in
            structured.json(of: configuration[name], for: name)?.arrayValue?.compactMap { Value($0)?.plainText }
        }) { value(of: $0, in: configuration, variable) }
    }

    /// A path of the definition, such as that of a trial's CSV file, with its placeholders filled in; as it is written
    /// where one has no value.
    ///
    /// - Parameters:
    ///   - path: of the definition.
    ///   - configuration: a resolved one.
    ///   - variable: the value of a protocol variable.
    public func filled(
        path: String, for configuration: Configuration, variable: (ProtocolVariable) -> String?
    ) -> String {
        CommandTemplate([path]).expanded { value(of: $0, in: configuration, variable) }.first ?? path
    }

    /// A parameter's value, and of no inactive parameter another thing of its name; else a protocol variable's.
    private func value(
        of name: String, in configuration: Configuration, _ variable: (ProtocolVariable) -> String?
    ) -> String? {
        if let value = configuration[name] {
            return structured.json(of: value, for: name) == .null ? nil : value.plainText
        }
        return isParameter(name) ? nil : ProtocolVariable(rawValue: name).flatMap(variable)
    }

    func isParameter(_ name: String) -> Bool {
        fixed[name] != nil || space.index(of: name) != nil || space.derived.contains { $0.name == name }
    }
}
