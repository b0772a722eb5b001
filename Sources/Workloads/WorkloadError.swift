public import Engine

/// What is wrong with a training's request, its configuration or its data, with the place.
public enum WorkloadError: Error, Sendable, Hashable {
    /// There is no workload of this name.
    case unknownWorkload(name: String, nearest: String?, known: [String])
    /// A workload has no parameter of this name.
    case unknownParameter(place: String, name: String, nearest: String?)
    /// A parameter, or a key of a configuration, has a value that it cannot have.
    case wrongValue(place: String, name: String, expected: String, found: String)
    /// A configuration has a key that nothing reads.
    case unknownKey(place: String, name: String, nearest: String?)
    /// A configuration file is no JSON.
    case notJSON(place: String, message: String)
    /// Nothing says what to train with or where the weights are.
    case notGiven(String)
    /// Weights do not say what model they are of, and nothing else does.
    case noConfiguration(path: String)
    /// A file of tensors or weights cannot be used.
    case file(FileError)
    /// The labels that training and measuring need are not in the file.
    case unlabelled(FileError)
    /// The training itself failed.
    case training(TrainingError)
    /// The system refused something.
    case system(what: String, reason: String)

    /// Whether the request was wrong rather than its execution: the program's exit status is 2 then.
    public var isUsage: Bool {
        switch self {
        case .unknownWorkload, .unknownParameter, .wrongValue, .unknownKey, .notJSON, .notGiven, .noConfiguration: true
        case .file, .unlabelled, .training, .system: false
        }
    }
}

extension WorkloadError: CustomStringConvertible {
    /// One line for a person: what, where, what to do.
    public var description: String {
        switch self {
        case .unknownWorkload(let name, let nearest, let known):
            "there is no workload \(name)" + Self.advice(nearest)
                + "; the workloads are \(known.joined(separator: ", "))"
        case .unknownParameter(let place, let name, let nearest):
            "\(place): unknown parameter \(name)" + Self.advice(nearest)
        case .wrongValue(let place, let name, let expected, let found):
            "\(place): \(name): expected \(expected), found \(found)"
        case .unknownKey(let place, let name, let nearest):
            "\(place): unknown key \(name)" + Self.advice(nearest)
        case .notJSON(let place, let message):
            "\(place): \(message)"
        case .notGiven(let message):
            message
        case .noConfiguration(let path):
            "\(path): expected weights with the configuration that they were trained by, found others"
        case .file(let error):
            error.description
        case .unlabelled(let error):
            "\(error): without labels nothing can be trained or measured"
        case .training(let error):
            error.description
        case .system(let what, let reason):
            "cannot \(what): \(reason)"
        }
    }

    private static func advice(_ nearest: String?) -> String {
        nearest.map { "; did you mean \($0)?" } ?? ""
    }
}
