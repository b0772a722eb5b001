import Foundation
import JSON
import TestSupport
import Testing

@testable import Engine

@Suite("Trainer") struct TrainerTests {
    private let folder: TemporaryFolder
    private var files: TrainingFiles {
        TrainingFiles(folder: folder.path, configuration: ["params": ["lr": 0.01], "seed": 5])
    }

    init() throws { folder = try TemporaryFolder() }

    /// Everything of a training that must not depend on interruptions: metrics but for times, and all weights' bits.
    private struct Trace: Equatable {
        var epochs: [Int: [String: UInt64]] = [:]
        var weights: [UInt32] = []

        mutating func add(_ report: EpochMetrics) {
            let kept = report.metrics.filter { $0.name != "seconds" && $0.name != "samples_per_second" }
            epochs[report.epoch] = Dictionary(uniqueKeysWithValues: kept.map { ($0.name, $0.value.bitPattern) })
        }
    }

    private func trainer(_ files: TrainingFiles?, epochs: Int = 5, threads: Int = 1) throws -> Trainer<TinyTask> {
        try Trainer(
            TinyTask(seed: 1), TinyTask.options(epochs: epochs), pool: ThreadPool(threads: threads), files: files)
    }

    private func whole(epochs: Int = 5, threads: Int = 1) throws -> Trace {
        var trace = Trace()
        let trainer = try trainer(nil, epochs: epochs, threads: threads)
        let outcome = try trainer.run(
            report: {
                trace.add($0)
                return .goOn
            }, isInterrupted: { false })
        #expect(outcome == .completed(epoch: epochs))
        trace.weights = trainer.task.parameters.flatValues.map(\.bitPattern)
        return trace
    }

    @Test("a training that is stopped after each of its epochs and resumed gives the same bits", arguments: 1...4)
    func resumeFromEveryEpoch(stop: Int) throws {
        var trace = Trace()
        let first = try trainer(files)
        let outcome = try first.run(
            report: {
                trace.add($0)
                return $0.epoch == stop ? .stop : .goOn
            }, isInterrupted: { false })
        #expect(outcome == .interrupted(epoch: stop))
        let second = try trainer(files)
        #expect(try second.resume().isEmpty)
        #expect(second.epoch == stop)
        _ = try second.run(
            report: {
                trace.add($0)
                return .goOn
            }, isInterrupted: { false })
        trace.weights = second.task.parameters.flatValues.map(\.bitPattern)
        #expect(trace == (try whole()))
    }

    @Test("a training that is interrupted inside an epoch repeats that epoch", arguments: [1, 3, 6, 7, 11])
    func interruptedInside(batches: Int) throws {
        var trace = Trace()
        var left = batches
        let first = try trainer(files)
        let outcome = try first.run(
            report: {
                trace.add($0)
                return .goOn
            },
            isInterrupted: {
                left -= 1
                return left == 0
            })
        guard case .interrupted(let epoch) = outcome else {
            Issue.record("expected an interruption, found \(outcome)")
            return
        }
        let second = try trainer(files)
        _ = try second.resume()
        #expect(second.epoch == epoch)
        _ = try second.run(
            report: {
                trace.add($0)
                return .goOn
            }, isInterrupted: { false })
        trace.weights = second.task.parameters.flatValues.map(\.bitPattern)
        #expect(trace == (try whole()))
    }

    @Test("an epoch whose report nobody took is repeated")
    func abandoned() throws {
        let first = try trainer(files)
        let outcome = try first.run(report: { $0.epoch == 3 ? .abandoned : .goOn }, isInterrupted: { false })
        #expect(outcome == .interrupted(epoch: 2))
        let second = try trainer(files)
        _ = try second.resume()
        #expect(second.epoch == 2)
    }

    @Test("the number of threads changes no bit", arguments: [2, 3, 8])
    func threads(count: Int) throws {
        #expect(try whole(epochs: 2, threads: count) == (try whole(epochs: 2)))
    }

    @Test("a torn or flipped checkpoint is noticed and the one before is used")
    func torn() throws {
        _ = try trainer(files).run(report: { $0.epoch == 3 ? .stop : .goOn }, isInterrupted: { false })
        let url = URL(fileURLWithPath: Checkpoint.path(in: folder.path))
        let good = try Data(contentsOf: url)
        var generator = SeededGenerator(seed: 3)
        for round in 0..<60 {
            var bytes = good
            if round % 3 == 0 {
                bytes = bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator))
            } else {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
            }
            try bytes.write(to: url)
            let (found, damaged) = Checkpoint.last(in: folder.path)
            // A flip may fall on the header's padding; nothing that is read has changed then.
            let epoch = found?.state.epoch
            #expect((epoch == 2 && damaged.count == 1) || (epoch == 3 && damaged.isEmpty && round % 3 != 0))
        }
        for length in stride(from: 0, to: good.count, by: 307) {
            try good.prefix(length).write(to: url)
            let (found, damaged) = Checkpoint.last(in: folder.path)
            #expect(found?.state.epoch == 2 && damaged.count == 1, "cut to \(length) bytes")
        }
        try good.prefix(good.count - 1).write(to: url)
        let resumed = try trainer(files)
        #expect(try resumed.resume().count == 1)
        #expect(resumed.epoch == 2)
        var trace = Trace()
        _ = try resumed.run(
            report: {
                trace.add($0)
                return .goOn
            }, isInterrupted: { false })
        #expect(resumed.task.parameters.flatValues.map(\.bitPattern) == (try whole()).weights)
        #expect(trace.epochs.keys.sorted() == [3, 4, 5])
    }

    @Test(
        "a checkpoint whose whole numbers are beyond any training is damaged", arguments: ["step", "updates", "waited"])
    func beyond(name: String) throws {
        _ = try trainer(files).run(report: { _ in .stop }, isInterrupted: { false })
        let checkpoint = try #require(Checkpoint.last(in: folder.path).checkpoint)
        var state = try #require(checkpoint.state.json.objectValue)
        state[name] = .int(.max)
        #expect(TrainingState(.object(state)) == nil)
        state[name] = .int(3)
        #expect(TrainingState(.object(state)) != nil)
    }

    @Test("a model is not made for weights that another one left")
    func otherWeights() throws {
        let path = folder.path + "/small.safetensors"
        try SafetensorsWriter.write([StoredTensor("first.weight", shape: [1], .floats([1]))], to: path)
        // A quarter of a petabyte: it is refused before memory is asked for, or this test ends the process.
        let parameters = ParameterSet(seed: 0)
        parameters.add("first.weight", [1], .constant(0))
        parameters.add("second.weight", [1 << 23, 1 << 23], .constant(0))
        #expect {
            try ModelFile.load(TensorFile(opening: path), into: parameters)
        } throws: {
            "\($0)" == "\(path): expected a tensor second.weight, found first.weight"
        }
    }

    @Test("a checkpoint of another configuration is refused with what differs")
    func otherConfiguration() throws {
        _ = try trainer(files).run(report: { _ in .stop }, isInterrupted: { false })
        let other = TrainingFiles(folder: folder.path, configuration: ["params": ["lr": 0.1], "seed": 5])
        #expect(
            throws: TrainingError.otherConfiguration(
                path: Checkpoint.path(in: folder.path), differences: ["lr was 0.01, is 0.1"])
        ) { _ = try trainer(other).resume() }
    }

    @Test("a loss that is not finite ends the training with its place, and the last checkpoint stays")
    func nonFinite() throws {
        let bad = try Trainer(
            TinyTask(seed: 1, poison: 12), TinyTask.options(epochs: 3), pool: ThreadPool(threads: 1), files: files)
        #expect(throws: TrainingError.nonFinite(what: "val loss", epoch: 1, batch: 1)) {
            _ = try bad.run(report: { _ in .goOn }, isInterrupted: { false })
        }
        let order = SampleOrder.shuffled(10, seed: 5, epoch: 1)
        let batch = (order.firstIndex(of: 2) ?? 0) / 3 + 1
        let worse = try Trainer(
            TinyTask(seed: 1, poison: 2), TinyTask.options(epochs: 3), pool: ThreadPool(threads: 1), files: files)
        #expect(throws: TrainingError.nonFinite(what: "training loss", epoch: 1, batch: batch)) {
            _ = try worse.run(report: { _ in .goOn }, isInterrupted: { false })
        }
    }

    @Test("the best epoch's weights are on disk under their own names")
    func bestWeights() throws {
        let trainer = try trainer(files)
        var losses: [Double] = []
        _ = try trainer.run(
            report: {
                losses.append($0["val_loss"] ?? .nan)
                return .goOn
            }, isInterrupted: { false })
        let best = try #require(trainer.best)
        #expect(best.value == losses.min())
        let file = try TensorFile(opening: folder.path + "/best.safetensors")
        #expect(file.metadata["epoch"] == "\(best.epoch)")
        #expect(Set(file.entries.map(\.name)) == Set(trainer.task.parameters.all.map(\.name)))
        try ModelFile.load(file, into: trainer.task.parameters)
        let measured = try #require(try trainer.evaluate(.val, epoch: 1, isInterrupted: { false }))
        #expect(measured[0].value == best.value)
    }

    @Test("early stopping ends the training and stays ended after a resume")
    func earlyStopping() throws {
        var options = TinyTask.options(epochs: 50)
        options.patience = 2
        options.minDelta = 1e9
        let pool = ThreadPool(threads: 1)
        let first = try Trainer(TinyTask(seed: 1), options, pool: pool, files: files)
        #expect(try first.run(report: { _ in .goOn }, isInterrupted: { false }) == .stoppedEarly(epoch: 3))
        let second = try Trainer(TinyTask(seed: 1), options, pool: pool, files: files)
        _ = try second.resume()
        #expect(try second.run(report: { _ in .goOn }, isInterrupted: { false }) == .stoppedEarly(epoch: 3))
    }

    @Test("every epoch reports its measures, and what is not given has a number")
    func report() throws {
        var names: [[String]] = []
        _ = try trainer(nil, epochs: 2).run(
            report: {
                names.append($0.metrics.map(\.name))
                return .goOn
            }, isInterrupted: { false })
        #expect(
            names.first == [
                "train_loss", "val_loss", "lr", "grad_norm", "grad_norm_max", "seconds", "samples_per_second",
                "parameters",
            ])
    }
}
