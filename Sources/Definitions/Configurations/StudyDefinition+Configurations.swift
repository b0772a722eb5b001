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
        }
        object["data"] = training.data.map { .string($0) }
        object["epochs"] = training.epochs.map { .int($0) }
        object["seed"] = .int(seed)
        object["params"] = JSONValue(configuration)
        return .object(object)
    }

    /// The words of a trial's command line; nil for a workload.
    ///
    /// - Parameters:
    ///   - configuration: a resolved one.
    ///   - context: values of `CommandTemplate.builtIn` that only the trial knows: `trial`, `seed`, `directory`, …
    public func commandLine(for configuration: Configuration, context: [String: String]) -> [String]? {
        guard case .command(let words) = training.program else { return nil }
        return CommandTemplate(words).expanded { name in
            if let value = configuration[name] { return value.plainText }
            if isParameter(name) { return nil }
            switch name {
            case "study": return context[name] ?? self.name
            case "epochs": return training.epochs.map(String.init) ?? context[name]
            case "data": return training.data ?? context[name]
            default: return context[name]
            }
        }
    }

    private func isParameter(_ name: String) -> Bool {
        fixed[name] != nil || space.index(of: name) != nil || space.derived.contains { $0.name == name }
    }
}
