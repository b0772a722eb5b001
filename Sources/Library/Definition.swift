// What a study searches, and how: the same as a file `studies/NAME.json5` says, in Swift.
//
//     let definition = Definition(
//         "digits", .maximize("accuracy"), space: [rate, layers, optimizer, momentum],
//         pruner: .median(["warmup_epochs": 3]), epochs: 20, seed: 42)

import Definitions
import JSON
import Search
import Studies

/// The definition of a study.
///
/// It is checked when the study is made: whatever is wrong with it is said all at once, as a ``StudyError``.
public struct Definition: Sendable {
    /// The study's name: letters, digits, `.`, `_` and `-`, at most 100, with a letter or digit first.
    public let name: String
    /// The parameters by which trials are read.
    let parameters: [any StudyParameter]
    /// The same as a definition's file says it, in JSON: for `hpo study create`.
    public let text: String

    /// A definition, with what a file means that does not say it: the sampler `auto`, the pruner `median`, the seed 0.
    ///
    /// - Parameters:
    ///   - name: the study's name.
    ///   - objectives: what is made as large or as small as can be; one to six.
    ///   - space: the parameters, at least one of them sampled.
    ///   - constraints: what a configuration has to meet: `"d_model % heads == 0"`.
    ///   - feasible: what a result has to meet, by its metrics: `"gpu_memory < 16"`.
    ///   - start: configurations that are tried first; what one does not say is drawn at random.
    ///   - sampler: what proposes configurations.
    ///   - pruner: what stops hopeless trials.
    ///   - epochs: how many a whole training has; no trial is judged after the last.
    ///   - resumes: whether a trial that is begun again goes on where it was, from files of its own: then a pruner such as
    ///     `asha` may pause it and promote it later.
    ///   - seed: all chance of the search follows from it; from 0.
    public init(
        _ name: String, _ objectives: Objective..., space: [any StudyParameter], constraints: [String] = [],
        feasible: [String] = [], start: [[Setting]] = [], sampler: SamplerChoice? = nil, pruner: PrunerChoice? = nil,
        epochs: Int? = nil, resumes: Bool = false, seed: Int = 0
    ) {
        self.name = name
        parameters = space
        var training: JSONObject = ["ask": true]
        training["epochs"] = epochs.map { .int($0) }
        if resumes { training["resume"] = true }
        var object: JSONObject = ["name": .string(name)]
        if objectives.count == 1 {
            object["objective"] = objectives[0].json
        } else {
            object["objectives"] = .array(objectives.map(\.json))
        }
        if !feasible.isEmpty { object["feasible"] = .array(feasible.map { .string($0) }) }
        object["train"] = .object(training)
        let fixed = space.filter { $0.declaration.section == .fixed }
        if !fixed.isEmpty {
            object["fixed"] = .object(
                JSONObject(fixed.map { ($0.name, $0.declaration.entry["value"] ?? .null) }))
        }
        object["space"] = .object(
            JSONObject(
                space.filter { $0.declaration.section == .space }.map { ($0.name, .object($0.declaration.entry)) }))
        if !constraints.isEmpty { object["where"] = .array(constraints.map { .string($0) }) }
        if !start.isEmpty {
            object["start"] = .array(
                start.map { settings in
                    .object(
                        JSONObject(settings.compactMap { setting in setting.value.map { (setting.name, $0.json) } }))
                })
        }
        object["sampler"] = sampler?.json
        object["pruner"] = pruner?.json
        object["seed"] = .int(seed)
        text = JSONValue.object(object).text(pretty: true) + "\n"
    }

    /// The definition that a file's text has, JSON5.
    ///
    /// - Parameters:
    ///   - name: the study's name where the text has none.
    ///   - json5: the text.
    ///   - parameters: those that trials are read by in Swift, each declared with its name and type: `Parameter("lr", as: Double.self)`.
    public init(_ name: String, json5: String, reading parameters: [any StudyParameter] = []) {
        (self.name, text, self.parameters) = (name, json5, parameters)
    }

    func parsed() throws(StudyError) -> StudyDefinition {
        var seen: Set<String> = []
        for parameter in parameters where !seen.insert(parameter.name).inserted {
            throw .repeatedParameter(parameter.name)
        }
        do throws(DefinitionErrors) {
            return try StudyDefinition.parse(text, file: "\(name).json5", workloads: [])
        } catch {
            throw StudyError(.definition(error))
        }
    }
}

/// What a study makes as large or as small as can be.
public struct Objective: Sendable, Hashable {
    let metric: String
    let direction: String
    let take: Take

    /// What of its epochs' values a trial counts with.
    public enum Take: Sendable, Hashable {
        /// The best one.
        case best
        /// That of the last epoch.
        case last
        /// The mean over the last so many epochs, from 1.
        case mean(Int)
    }

    /// To make `metric` as large as can be: a metric's name, or an expression of metrics.
    public static func maximize(_ metric: String, take: Take = .best) -> Objective {
        Objective(metric: metric, direction: "maximize", take: take)
    }

    /// To make `metric` as small as can be: a metric's name, or an expression of metrics.
    public static func minimize(_ metric: String, take: Take = .best) -> Objective {
        Objective(metric: metric, direction: "minimize", take: take)
    }

    var json: JSONValue {
        var object: JSONObject = [direction: .string(metric)]
        switch take {
        case .best: break
        case .last: object["take"] = "last"
        case .mean(let count): object["take"] = ["mean": .int(count)]
        }
        return .object(object)
    }
}
