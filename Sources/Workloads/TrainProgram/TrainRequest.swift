// What `hpo train` was asked for, put together from the command line, the configuration file and the environment.

import Engine
import JSON
import System

/// The options of `hpo train WORKLOAD`, already parsed from their texts.
public struct TrainRequest: Sendable {
    /// The workload; nil where the configuration names it.
    public var workload: String?
    /// `--config`; without it HPO_CONFIG.
    public var config: String?
    /// `--data`
    public var data: String?
    /// `--epochs`
    public var epochs: Int?
    /// `--seed`
    public var seed: UInt64?
    /// `--directory`
    public var directory: String?
    /// `--init`: weights to start from.
    public var initialWeights: String?
    /// `--resume`
    public var resume = false
    /// `--threads`; without it HPO_THREADS, without that all cores.
    public var threads: Int?
    /// `--json`: epochs are lines of JSON even where people would read them.
    public var json = false
    /// `--set NAME=VALUE`, in order.
    public var settings: [(name: String, value: String)] = []

    /// A request for a workload with nothing else said.
    public init(workload: String? = nil) { self.workload = workload }
}

/// A request with all its gaps filled and its parameters checked.
struct ResolvedRequest {
    let workload: any Workload
    let data: String
    let epochs: Int
    let seed: UInt64
    let values: ParameterValues
    let directory: String?
    let initialWeights: String?
    let resume: Bool
    let threads: Int
    let json: Bool

    /// - Parameter environment: the value of a variable.
    init(_ request: TrainRequest, environment: (String) -> String?) throws(WorkloadError) {
        let path = request.config ?? environment("HPO_CONFIG")
        let configuration = try path.map { path throws(WorkloadError) in
            try TrainConfiguration(readingFrom: path)
        }
        let file = configuration ?? TrainConfiguration()
        let place = path ?? "parameters"
        guard let name = request.workload ?? file.workload else {
            throw .notGiven(
                "no workload is named; the workloads are \(WorkloadCatalog.all.map(\.name).joined(separator: ", "))")
        }
        if let other = file.workload, other != name {
            throw .wrongValue(place: place, name: "workload", expected: name, found: other)
        }
        workload = try WorkloadCatalog.workload(named: name)

        var params = file.params
        for setting in request.settings { params[setting.name] = Self.value(of: setting.value) }
        var values = try ParameterValues(params, of: workload.parameters, place: place)
        try workload.complete(&values, place: place)
        self.values = values

        data = request.data ?? file.data ?? "synthetic"
        epochs = request.epochs ?? file.epochs ?? workload.epochs
        guard TrainConfiguration.epochsRange.contains(epochs) else {
            throw .wrongValue(
                place: "--epochs", name: "epochs", expected: TrainConfiguration.epochsWords, found: "\(epochs)")
        }
        seed = request.seed ?? file.seed ?? 0
        directory = request.directory ?? file.directory ?? environment("HPO_TRIAL_DIR")
        initialWeights = request.initialWeights ?? file.initialWeights
        resume = request.resume || file.resume
        json = request.json
        threads = try Self.threads(request.threads, environment: environment)
    }

    /// The number given, else HPO_THREADS, else all cores. HPO_KERNELS must name kernels that this machine has.
    static func threads(_ given: Int?, environment: (String) -> String?) throws(WorkloadError) -> Int {
        func check(_ threads: Int?, _ text: String, place: String) throws(WorkloadError) -> Int {
            guard let threads, (1...256).contains(threads) else {
                throw .wrongValue(place: place, name: "threads", expected: "an integer from 1 to 256", found: text)
            }
            return threads
        }
        let kernels = ThreadPool.instructionSets
        if let name = environment("HPO_KERNELS"), !name.isEmpty, !kernels.contains(name) {
            throw .wrongValue(
                place: "HPO_KERNELS", name: "kernels", expected: "one of \(kernels.joined(separator: ", "))",
                found: name)
        }
        if let given { return try check(given, "\(given)", place: "--threads") }
        if let text = environment("HPO_THREADS"), !text.isEmpty {
            return try check(Int(text), text, place: "HPO_THREADS")
        }
        return min(Machine.processorCount, 256)
    }

    /// A number, a truth value, or else a string.
    private static func value(of text: String) -> JSONValue {
        guard let value = try? JSONValue(parsing: text, syntax: .json5), value.objectValue == nil,
            value.arrayValue == nil
        else { return .string(text) }
        return value
    }
}
