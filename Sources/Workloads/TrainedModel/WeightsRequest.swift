// What `hpo evaluate`, `hpo predict` and `hpo generate` are asked for, and the model that it names.

public import Engine
import JSON

/// A trained model and what to use it on.
public struct WeightsRequest: Sendable {
    /// A weights file that a training wrote, or its folder, which means `best.safetensors` in it.
    public var weights: String
    /// The workload, where it is to be checked.
    public var workload: String?
    /// The data; without it those that the training used.
    public var data: String?
    /// The split of it.
    public var split = Split.test
    /// Threads; without them HPO_THREADS, without that all cores.
    public var threads: Int?

    /// A request for the test split of the training's own data.
    public init(weights: String) { self.weights = weights }
}

/// A weights file's account of its training.
struct TrainedModel {
    let path: String
    let workload: any Workload
    let data: DataSource
    let values: ParameterValues
    let statistics: JSONValue
    let split: Split
    let pool: ThreadPool

    init(_ request: WeightsRequest) throws(WorkloadError) {
        let path = Platform.isFolder(request.weights) ? request.weights + "/best.safetensors" : request.weights
        self.path = path
        let metadata: [String: String]
        do { metadata = try TensorFile(opening: path).metadata } catch { throw .file(error) }
        func json(_ key: String) -> JSONValue? {
            metadata[key].flatMap { try? JSONValue(parsing: $0, syntax: .json) }
        }
        guard let configuration = json("configuration"), let name = configuration["workload"]?.stringValue,
            let params = configuration["params"]?.objectValue, let statistics = json("statistics")
        else {
            throw .notGiven("\(path): expected weights that hpo train wrote, with their configuration, found others")
        }
        if let expected = request.workload, expected != name {
            throw .wrongValue(place: path, name: "workload", expected: expected, found: name)
        }
        workload = try WorkloadCatalog.workload(named: name)
        var values = try ParameterValues(params, of: workload.parameters, place: path)
        try workload.complete(&values, place: path)
        self.values = values
        self.statistics = statistics
        data = DataSource(request.data ?? metadata["source"] ?? "synthetic")
        split = request.split
        pool = ThreadPool(threads: try ResolvedRequest.threads(request.threads, environment: Platform.environment))
    }

    /// The task of one workload with these weights, over the request's split.
    func task<W: Workload>(_ workload: W) throws(WorkloadError) -> W.Task {
        var request = TaskRequest(data: data, values: values, seed: 0)
        request.splits = [split]
        request.statistics = statistics
        let task = try workload.makeTask(request)
        guard task.sampleCount(of: split) > 0 else { throw .training(.noSamples(split)) }
        do { try ModelFile.load(TensorFile(opening: path), into: task.parameters) } catch { throw .file(error) }
        return task
    }
}
