// A training inside the process, without files and without the trial protocol: what benchmarks measure.
//
//     var run = LearningRun(workload: "face-transformer", data: "motion.safetensors")
//     run.params = ["d_model": 128]
//     let result = try run.run { print($0.epoch) }

public import Engine
public import JSON
import System

/// What is trained, and how.
public struct LearningRun: Sendable {
    /// The workload's name.
    public var workload: String
    /// `synthetic` or a file's path.
    public var data: String
    /// Parameters other than the workload's standard ones.
    public var params = JSONObject()
    /// Epochs; the workload's own number where nothing is said.
    public var epochs: Int?
    /// What all chance follows from.
    public var seed: UInt64 = 0
    /// Threads; without them HPO_THREADS, without that all cores.
    public var threads: Int?

    /// A training with the workload's standard values.
    public init(workload: String, data: String = "synthetic") {
        (self.workload, self.data) = (workload, data)
    }

    /// What came of a training.
    public struct Result: Sendable {
        /// Every epoch's report.
        public let reports: [EpochMetrics]
        /// The objective's best epoch.
        public let best: (value: Double, epoch: Int)?
        /// The last epoch's weights on the test set.
        public let test: [(name: String, value: Double)]
        /// What can be had of a metric on the validation set without the model.
        public let baseline: Baseline?
        /// The same on the test set.
        public let testBaseline: Baseline?
        /// How many numbers were trained.
        public let parameterCount: Int
    }

    /// Trains, calling `report` after each epoch.
    public func run(report: (EpochMetrics) -> Void = { _ in }) throws(WorkloadError) -> Result {
        try run(WorkloadCatalog.workload(named: workload), report)
    }

    private func run(_ workload: some Workload, _ report: (EpochMetrics) -> Void) throws(WorkloadError) -> Result {
        var values = try ParameterValues(params, of: workload.parameters, place: "params")
        try workload.complete(&values, place: "params")
        var request = TaskRequest(data: DataSource(data), values: values, seed: seed)
        request.splits = [.train, .val, .test]
        let task = try workload.makeTask(request)
        let options = TrainingParameters.options(
            values, epochs: epochs ?? workload.epochs, seed: seed, objective: workload.objective, dModel: task.dModel)
        let pool = ThreadPool(threads: try ResolvedRequest.threads(threads, environment: CurrentProcess.variable))
        do throws(TrainingError) {
            let trainer = try Trainer(task, options, pool: pool, files: nil)
            var reports: [EpochMetrics] = []
            _ = try trainer.run(
                report: {
                    reports.append($0)
                    report($0)
                    return .goOn
                }, isInterrupted: { false })
            let test = try trainer.evaluate(.test, epoch: trainer.epoch, isInterrupted: { false })
            return Result(
                reports: reports, best: trainer.best, test: test ?? [], baseline: task.baseline(on: .val),
                testBaseline: task.baseline(on: .test), parameterCount: task.parameters.count)
        } catch {
            throw .training(error)
        }
    }
}
