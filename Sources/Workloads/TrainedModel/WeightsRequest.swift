// What `hpo evaluate`, `hpo predict` and `hpo generate` are asked for, and the model that it names.

public import Engine
import JSON
import System

/// A trained model and what to use it on.
public struct WeightsRequest: Sendable {
    /// A weights file that a training wrote, or its folder, which means `best.safetensors` in it.
    public var weights: String
    /// The workload, where it is to be checked.
    public var workload: String?
    /// A configuration to build the model by, in place of the one that the weights' file holds. Weights of other making,
    /// such as PyTorch's under the same names, need it; statistics are then fitted on the data's training set.
    public var config: String?
    /// The data; without it those that the configuration or the training names.
    public var data: String?
    /// The folder that a path of the configuration's or the training's data starts from; nil for the working directory.
    public var dataFolder: String?
    /// The split of it.
    public var split = Split.test
    /// Threads; without them HPO_THREADS, without that all cores.
    public var threads: Int?

    /// A weights file: the one at `path`, or `best.safetensors` in it where it is a folder.
    static func file(_ path: String) -> String { Files.isFolder(path) ? path + "/best.safetensors" : path }

    /// A request for the test split of the training's own data.
    public init(weights: String) { self.weights = weights }
}

/// A weights file with the model that it belongs to.
struct TrainedModel {
    let path: String
    let workload: any Workload
    let data: DataSource
    let values: ParameterValues
    /// What the training fitted; nil where the file does not say.
    let statistics: JSONValue?
    let split: Split
    let pool: ThreadPool
    /// Parameters that the configuration has otherwise than the training had: `lr was 0.001, is 0.01`.
    let differences: [String]

    init(_ request: WeightsRequest) throws(WorkloadError) {
        if let name = request.workload { _ = try WorkloadCatalog.workload(named: name) }
        let path = WeightsRequest.file(request.weights)
        self.path = path
        let metadata: [String: String]
        do { metadata = try TensorFile(opening: path).metadata } catch { throw .file(error) }
        let training = Training(metadata)
        let config = try request.config.map { path throws(WorkloadError) in
            try TrainConfiguration(readingFrom: path)
        }
        guard let params = config?.params ?? training?.params else {
            throw .noConfiguration(path: path)
        }
        let place = request.config ?? path
        var named = request.workload
        for (found, place) in [(config?.workload, place), (training?.workload, path)] {
            guard let found else { continue }
            if let named, named != found {
                throw .wrongValue(place: place, name: "workload", expected: named, found: found)
            }
            named = found
        }
        guard let named else { throw .notGiven("\(place): no workload is named; name it as the first argument") }
        workload = try WorkloadCatalog.workload(named: named)
        var values = try ParameterValues(params, of: workload.parameters, place: place)
        try workload.complete(&values, place: place)
        self.values = values
        statistics = training?.statistics
        differences = training.map { Self.differences(from: $0.params, to: values) } ?? []
        let recorded = (config?.data ?? metadata["source"] ?? "synthetic")
        data = DataSource(request.data ?? Self.path(recorded, from: request.dataFolder))
        split = request.split
        pool = ThreadPool(threads: try ResolvedRequest.threads(request.threads, environment: CurrentProcess.variable))
    }

    /// What a weights file says of its making.
    private struct Training {
        let workload: String
        let params: JSONObject
        let statistics: JSONValue

        init?(_ metadata: [String: String]) {
            func json(_ key: String) -> JSONValue? {
                metadata[key].flatMap { try? JSONValue(parsing: $0, syntax: .json) }
            }
            guard let configuration = json("configuration"), let workload = configuration["workload"]?.stringValue,
                let params = configuration["params"]?.objectValue, let statistics = json("statistics")
            else { return nil }
            (self.workload, self.params, self.statistics) = (workload, params, statistics)
        }
    }

    private static func differences(from trained: JSONObject, to values: ParameterValues) -> [String] {
        values.json.compactMap { name, value in
            guard let before = trained[name], before != value,
                before.doubleValue != value.doubleValue || value.doubleValue == nil
            else { return nil }
            return "\(name) was \(before.text()), is \(value.text())"
        }
    }

    private static func path(_ data: String, from folder: String?) -> String {
        guard let folder, data != "synthetic", !data.hasPrefix("/") else { return data }
        return "\(folder)/\(data)"
    }

    /// The task of one workload with these weights, over the request's split, with its labels or whether it has any or not.
    func task<W: Workload>(_ workload: W, labels: Bool) throws(WorkloadError) -> W.Task {
        var request = TaskRequest(data: data, values: values, seed: 0)
        request.splits = [split]
        request.needsLabels = labels
        request.statistics = statistics
        let task = try workload.makeTask(request)
        guard task.sampleCount(of: split) > 0 else { throw .training(.noSamples(split)) }
        do { try ModelFile.load(TensorFile(opening: path), into: task.parameters) } catch { throw .file(error) }
        return task
    }
}
