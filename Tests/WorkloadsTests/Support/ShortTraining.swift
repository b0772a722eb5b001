import Engine
import JSON

@testable import Workloads

/// Parameters with which each workload's model is next to nothing, by the workload's name.
let smallestParameters: [String: JSONObject] = [
    "face-transformer": ["d_model": 16, "layers": 1, "heads": 2],
    "talking-face": ["d_model": 16, "layers": 1, "heads": 2],
    "video-music": ["d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "heads": 2],
    "character": ["width": 0.1, "depth": 0.1, "image_size": 16],
]

/// A training of a few epochs inside a test.
struct ShortTraining<W: Workload> {
    let workload: W
    var params = JSONObject()
    var data = "synthetic"
    var epochs = 2
    var seed: UInt64 = 1
    var files: TrainingFiles?
    var threads = 1

    init(_ workload: W, _ params: JSONObject = [:], data: String = "synthetic", epochs: Int = 2) {
        self.workload = workload
        self.params = params
        self.data = data
        self.epochs = epochs
    }

    func values() throws -> ParameterValues {
        var values = try ParameterValues(params, of: workload.parameters, place: "test")
        try workload.complete(&values, place: "test")
        return values
    }

    func trainer() throws -> Trainer<W.Task> {
        let values = try values()
        let task = try workload.makeTask(TaskRequest(data: DataSource(data), values: values, seed: seed))
        let options = TrainingParameters.options(
            values, epochs: epochs, seed: seed, objective: workload.objective, dModel: task.dModel)
        return try Trainer(task, options, pool: ThreadPool(threads: threads), files: files)
    }

    /// Trains and gives the epochs' reports.
    @discardableResult
    func run() throws -> [EpochMetrics] {
        var reports: [EpochMetrics] = []
        _ = try trainer().run(
            report: {
                reports.append($0)
                return .goOn
            }, isInterrupted: { false })
        return reports
    }
}

extension EpochMetrics {
    /// All metrics but times.
    var measures: [String] {
        metrics.filter { $0.name != "seconds" && $0.name != "samples_per_second" }.map { "\($0.name) \($0.value)" }
    }
}
