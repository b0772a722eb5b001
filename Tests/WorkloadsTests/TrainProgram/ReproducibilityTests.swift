import Foundation
import JSON
import TestSupport
import Testing

@testable import Engine
@testable import Workloads

/// What may change nothing: the number of threads, and where a training was interrupted.
@Suite("Reproducibility of every workload") struct ReproducibilityTests {
    /// Small models with everything that draws lots: dropout, augmentation, skipped blocks; a last batch that is smaller,
    /// and steps over two batches.
    private static let params: [String: JSONObject] = [
        "face-transformer": ["d_model": 16, "layers": 1, "heads": 2, "batch_size": 56, "accumulate": 2],
        "talking-face": ["d_model": 16, "layers": 1, "heads": 2, "batch_size": 56, "accumulate": 2],
        "video-music": [
            "d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "heads": 2, "batch_size": 34, "accumulate": 2,
        ],
        "character": ["width": 0.1, "depth": 0.1, "image_size": 16, "batch_size": 50, "accumulate": 2],
    ]

    /// All metrics but times, epoch by epoch, and the bits of all weights and buffers at the end.
    private struct Trace: Equatable {
        var measures: [Int: [String]] = [:]
        var weights: [UInt32] = []
    }

    private static func training<W: Workload>(_ workload: W, epochs: Int) -> ShortTraining<W> {
        ShortTraining(workload, params[workload.name] ?? [:], epochs: epochs)
    }

    private static func bits(of parameters: ParameterSet) -> [UInt32] {
        parameters.flatValues.map(\.bitPattern)
            + parameters.allBuffers.flatMap { parameters.values(of: $0.buffer).map(\.bitPattern) }
    }

    /// Trains with a number of threads, the whole or up to an epoch, from the folder's checkpoint where there is one.
    private static func run<W: Workload>(
        _ training: ShortTraining<W>, into trace: inout Trace, until last: Int? = nil
    ) throws -> TrainingOutcome {
        let trainer = try training.trainer()
        #expect(try trainer.resume().isEmpty)
        var measures = trace.measures
        let outcome = try trainer.run(
            report: {
                measures[$0.epoch] = $0.measures
                return $0.epoch == last ? .stop : .goOn
            }, isInterrupted: { false })
        trace = Trace(measures: measures, weights: bits(of: trainer.task.parameters))
        return outcome
    }

    @Test("1, 2, 3 and 8 threads train to the same bits", arguments: WorkloadCatalog.all.map(\.name))
    func threads(name: String) throws {
        func expectSame(_ workload: some Workload) throws {
            var training = Self.training(workload, epochs: 1)
            var alone = Trace()
            #expect(try Self.run(training, into: &alone) == .completed(epoch: 1))
            #expect(alone.measures[1]?.isEmpty == false && !alone.weights.isEmpty)
            for threads in [2, 3, 8] {
                training.threads = threads
                var trace = Trace()
                _ = try Self.run(training, into: &trace)
                #expect(trace == alone, "\(threads) threads")
            }
        }
        try expectSame(WorkloadCatalog.workload(named: name))
    }

    @Test("a training resumed after each of its epochs gives the same bits", arguments: WorkloadCatalog.all.map(\.name))
    func resume(name: String) throws {
        func expectSame(_ workload: some Workload) throws {
            var training = Self.training(workload, epochs: 3)
            training.threads = 2
            var whole = Trace()
            #expect(try Self.run(training, into: &whole) == .completed(epoch: 3))
            let folder = try TemporaryFolder()
            training.files = TrainingFiles(
                folder: folder.path, configuration: ["workload": .string(name), "params": .object(training.params)])
            var trace = Trace()
            for stop in 1...2 {
                #expect(try Self.run(training, into: &trace, until: stop) == .interrupted(epoch: stop))
                #expect(trace.measures == whole.measures.filter { $0.key <= stop })
            }
            #expect(try Self.run(training, into: &trace) == .completed(epoch: 3))
            #expect(trace == whole)
        }
        try expectSame(WorkloadCatalog.workload(named: name))
    }
}
