import JSON

/// What proposes configurations, with its options as a definition's file has them: `.tpe(["startup_trials": 20])`.
public struct SamplerChoice: Sendable, Hashable {
    let name: String
    let options: [String: ParameterValue]

    /// The sampler `name` of the program's.
    public init(_ name: String, _ options: [String: ParameterValue] = [:]) {
        (self.name, self.options) = (name, options)
    }

    /// The one that fits the space and the number of trials; what a study has that names none.
    public static let auto = SamplerChoice("auto")
    /// At random.
    public static let random = SamplerChoice("random")
    /// Every combination in turn.
    public static let grid = SamplerChoice("grid")
    /// A Sobol sequence.
    public static let sobol = SamplerChoice("sobol")
    /// The tree-structured Parzen estimator.
    public static let tpe = SamplerChoice("tpe")
    /// A Gaussian process with expected improvement.
    public static let gp = SamplerChoice("gp")
    /// Covariance matrix adaptation.
    public static let cmaes = SamplerChoice("cmaes")
    /// A genetic algorithm for several objectives.
    public static let nsga2 = SamplerChoice("nsga2")

    /// The tree-structured Parzen estimator with options.
    public static func tpe(_ options: [String: ParameterValue]) -> SamplerChoice { SamplerChoice("tpe", options) }

    var json: JSONValue { method(name, options) }
}

/// What stops hopeless trials, with its options as a definition's file has them: `.median(["warmup_epochs": 3])`.
public struct PrunerChoice: Sendable, Hashable {
    let name: String
    let options: [String: ParameterValue]

    /// The pruner `name` of the program's.
    public init(_ name: String, _ options: [String: ParameterValue] = [:]) {
        (self.name, self.options) = (name, options)
    }

    /// None: every trial runs to its end.
    public static let none = PrunerChoice("none")
    /// The one that works with the sampler `auto`.
    public static let auto = PrunerChoice("auto")
    /// The median rule; what a study has that names none.
    public static let median = PrunerChoice("median")
    /// The median rule with options.
    public static func median(_ options: [String: ParameterValue]) -> PrunerChoice { PrunerChoice("median", options) }
    /// Asynchronous successive halving.
    public static let asha = PrunerChoice("asha")
    /// Hyperband.
    public static let hyperband = PrunerChoice("hyperband")

    var json: JSONValue { method(name, options) }
}

private func method(_ name: String, _ options: [String: ParameterValue]) -> JSONValue {
    .object([name: .object(JSONObject(options.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))])
}
