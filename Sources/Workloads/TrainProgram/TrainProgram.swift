// `hpo train`: a trial program like any other, for the built-in workloads.
//
//     var request = TrainRequest(workload: "face-transformer")
//     request.epochs = 5
//     let status = try TrainProgram.run(request)

import Engine
import JSON
import System

/// Trains a workload as a request says, and reports each epoch on standard output.
public enum TrainProgram {
    /// Runs a training to its end.
    ///
    /// Signals are taken over: the first SIGINT or SIGTERM ends the training after the batch, with the checkpoint of the
    /// last whole epoch; the second ends the process.
    ///
    /// - Returns: the exit status: 0 when trained, stopped early or stopped by a verdict; 130 or 143 after a signal; 1
    ///   when nobody reads the reports any more.
    /// - Throws: what is wrong with the request, the data or the training; `isUsage` tells the exit status 2 from 1.
    public static func run(_ request: TrainRequest) throws(WorkloadError) -> Int32 {
        let resolved = try ResolvedRequest(request, environment: CurrentProcess.variable)
        Signals.noteEndings()
        return try run(resolved.workload, resolved)
    }

    private static func run(_ workload: some Workload, _ request: ResolvedRequest) throws(WorkloadError) -> Int32 {
        if let folder = request.directory {
            do throws(SystemError) { try Files.makeFolders(folder) } catch {
                throw .system(what: "make the folder \(folder)", reason: error.reason)
            }
        }
        let task = try workload.makeTask(
            TaskRequest(data: DataSource(request.data), values: request.values, seed: request.seed))
        let options = TrainingParameters.options(
            request.values, epochs: request.epochs, seed: request.seed, objective: workload.objective,
            dModel: task.dModel)
        let files = request.directory.map {
            TrainingFiles(folder: $0, configuration: configuration(of: workload, task, request), source: request.data)
        }
        let progress = Progress(of: workload, epochs: request.epochs)
        do throws(TrainingError) {
            let trainer = try Trainer(task, options, pool: ThreadPool(threads: request.threads), files: files)
            if request.resume {
                for damage in try trainer.resume() { progress.note("passed over \(damage)") }
                if trainer.epoch > 0 { progress.note("resumed after epoch \(trainer.epoch)") }
            }
            if trainer.epoch == 0, let path = request.initialWeights {
                for note in try StartingPoint.load(path, into: task.parameters) { progress.note(note) }
            }
            if !request.resume, let folder = request.directory { trainer.forgetCheckpoints(in: folder) }
            let recorder = request.directory.flatMap { workload.makeRecorder(folder: $0) }
            return try run(trainer, progress, recorder, request)
        } catch {
            throw .training(error)
        }
    }

    private static func run<Task>(
        _ trainer: Trainer<Task>, _ progress: Progress, _ recorder: (any TrainingRecorder)?, _ request: ResolvedRequest
    ) throws(TrainingError) -> Int32 {
        var port = ProtocolPort(sync: CurrentProcess.variable("HPO_SYNC") == "1")
        var recorder = recorder
        var isAbandoned = false
        var failure: FileError?
        do throws(FileError) { try recorder?.begin(after: trainer.epoch, parameters: request.values) } catch {
            throw .file(error)
        }
        let outcome = try trainer.run(
            report: { report in
                progress.show(report)
                do throws(FileError) { try recorder?.record(report) } catch { failure = error }
                if failure != nil { return .stop }
                if progress.replacesProtocol && !port.sync && !request.json { return .goOn }
                let verdict = port.report(report)
                isAbandoned = verdict == .abandoned
                return verdict
            }, isInterrupted: { Signals.ending != nil })
        if let failure { throw .file(failure) }
        if recorder != nil, Signals.ending == nil, !isAbandoned { try trainer.writeWeights("last") }
        progress.end(outcome, best: trainer.best, folder: request.directory)
        if let signal = Signals.ending { return 128 + signal.number }
        return isAbandoned ? 1 : 0
    }

    /// What a checkpoint must agree with to be resumed, and what the weights' file says of its making.
    static func configuration(
        of workload: some Workload, _ task: some WorkloadTask, _ request: ResolvedRequest
    ) -> JSONObject {
        [
            "workload": .string(workload.name), "data": task.dataDescription, "epochs": .int(request.epochs),
            "seed": .int(Int(truncatingIfNeeded: request.seed)), "params": .object(request.values.json),
        ]
    }
}
