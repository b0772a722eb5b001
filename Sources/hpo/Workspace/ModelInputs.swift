import Arguments
import Definitions
import Engine
import Storage
import Studies
import System
import Workloads

/// What `hpo evaluate`, `hpo predict` and `hpo generate` take to name a trained model and its data.
enum ModelInputs {
    static let workload = Argument(
        "WORKLOAD", .string(completion: .words(WorkloadCatalog.all.map(\.name))),
        help: "What was trained; not needed where the weights or the configuration say it.")
    static let weights = Option(
        "weights", short: "w", .file, placeholder: "FILE",
        help: "Weights that hpo train kept, or their folder; otherwise a trial's.")
    static let config = Option(
        "config", short: "c", .file, placeholder: "FILE",
        help: "The model's configuration, as study export writes it; otherwise the one inside the weights' file.")
    static let study = Option(
        "study", .string(completion: CommonInputs.studyNames), placeholder: "STUDY",
        help: "The study whose trial's weights are meant; the one used last where none is named.")
    static let trial = Option(
        "trial", short: "t", .integer(in: 0...).offering(Tool.completion(of: .trials)), placeholder: "N",
        help: "The weights of this trial of the study, instead of the best one's.")
    static let data = Option(
        "data", .file, placeholder: "FILE",
        help: "A .safetensors or .npz file, or synthetic; otherwise what it was trained on.")
    static let split = Option(
        "split", .choice(of: Split.self), placeholder: "SPLIT", help: "train, val or test, which is the default.")
    static let threads = Option(
        "threads", .integer(in: 1...), placeholder: "N",
        help: "Threads; they change no result. Otherwise HPO_THREADS, or all cores.")

    static let all: [any CommandInput] = [
        workload, weights, config, study, trial, data, split, threads,
    ]

    static let details =
        "Without --weights, the model is that of a trial: of the study that --study names or the one used last, its best or "
        + "--trial N. Statistics of the data, such as means, are those of the training."
}

/// A trained model that a command line names, and the trial that it came from.
struct NamedModel {
    var request: WeightsRequest
    var trial: (study: String, number: Int)?

    /// - Parameter only: the workload that the command is for, where it is for one alone.
    init(_ arguments: ParsedArguments, only: String? = nil) throws {
        if let weights = arguments[ModelInputs.weights] {
            guard arguments[ModelInputs.trial] == nil, arguments[ModelInputs.study] == nil else {
                throw arguments.error(.other("--weights and a trial's weights exclude each other"))
            }
            request = WeightsRequest(weights: weights)
        } else {
            (request, trial) = try Self.ofTrial(arguments, only: only)
        }
        if let config = arguments[ModelInputs.config] { request.config = config }
        request.workload = arguments[ModelInputs.workload]
        request.data = arguments[ModelInputs.data]
        request.threads = arguments[ModelInputs.threads]
        if let split = arguments[ModelInputs.split] { request.split = split }
    }

    private static func ofTrial(
        _ arguments: ParsedArguments, only: String?
    ) throws -> (WeightsRequest, (study: String, number: Int)) {
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let trial =
            if let number = arguments[ModelInputs.trial] { try study.trial(number) } else {
                try study.bestTrial()
            }
        let definition = try study.definition(of: trial)
        guard case .workload(let trained) = definition.training.program else {
            throw Failure(
                "\(arguments.path.dropFirst().joined(separator: " ")) works only for built-in workloads, and \(study.name) "
                    + "trains a program of its own")
        }
        if let wanted = arguments[ModelInputs.workload] ?? only, wanted != trained {
            throw Failure("the study \(study.name) trains \(trained), not \(wanted); --study names another")
        }
        let place = study.place(ofTrial: trial.number)
        let weights = "\(place.folder)/best.safetensors"
        guard Files.exists(weights) else {
            throw Failure(
                "trial \(trial.number) of \(study.name) has no weights (\(workspace.shown(weights))): "
                    + "it has ended no epoch, or its files were removed")
        }
        var request = WeightsRequest(weights: weights)
        if Files.exists(place.configuration) { request.config = place.configuration }
        request.dataFolder = study.record.directory
        return (request, (study.name, trial.number))
    }

    /// `best.safetensors`, or `trial 7 of face-transformer`.
    var words: String { trial.map { "trial \($0.number) of \($0.study)" } ?? request.weights }

    /// Does what a workload can refuse; its errors end the command, with the status 2 where the request was wrong.
    static func run<Result>(_ body: () throws(WorkloadError) -> Result) throws -> Result {
        do throws(WorkloadError) { return try body() } catch {
            Console.note("hpo: \(explained(error))")
            throw Exit(status: error.isUsage ? ExitStatus.usage : ExitStatus.failure)
        }
    }
}
