// The training loop: epochs of batches, each epoch measured, reported, judged and saved.
//
//     let trainer = try Trainer(task, options, pool: pool, files: files)
//     let outcome = try trainer.run(report: { print($0); return .goOn }, isInterrupted: { false })
//
// An epoch's bits depend on the task, the options and the epoch alone. So a training that is stopped anywhere and
// resumed from its last checkpoint ends with the same bits as one that was not.

public import JSON

/// Where a training keeps its files and what it writes in them about itself.
public struct TrainingFiles: Sendable {
    /// The folder of the checkpoint and the weights.
    public var folder: String
    /// What identifies the training: parameters, seed, data. A checkpoint of another one is refused.
    public var configuration: JSONObject
    /// Where the data came from: kept with the weights, not compared.
    public var source: String

    /// Files in `folder`, which must exist.
    public init(folder: String, configuration: JSONObject, source: String = "") {
        self.folder = folder
        self.configuration = configuration
        self.source = source
    }
}

/// One training of one task.
public final class Trainer<Task: TrainingTask> {
    /// What is trained.
    public let task: Task
    /// How.
    public let options: TrainingOptions
    let files: TrainingFiles?
    let pool: ThreadPool
    let optimizer: AdamW
    var state = TrainingState()
    var stopping: EarlyStopping
    private var trainingBatches: [Int: Task.Batch] = [:]
    private var evaluationBatches: [Int: Task.Batch] = [:]

    /// A training at its beginning. The seed of the first weights is the parameters' own.
    public init(_ task: Task, _ options: TrainingOptions, pool: ThreadPool, files: TrainingFiles?)
        throws(TrainingError)
    {
        for split in [Split.train, .val] where task.sampleCount(of: split) == 0 { throw .noSamples(split) }
        for name in options.frozen where !task.parameters.freeze(name) {
            var names: [String] = []
            for (name, _) in task.parameters.all {
                let first = String(name.prefix { $0 != "." })
                if !names.contains(first) { names.append(first) }
            }
            throw .nothingToFreeze(name, names: names)
        }
        guard task.parameters.trainedCount > 0 else { throw .nothingToTrain }
        self.task = task
        self.options = options
        self.pool = pool
        self.files = files
        optimizer = AdamW(task.parameters, weightDecay: options.weightDecay, pool: pool)
        stopping = EarlyStopping(
            mode: options.mode, patience: options.patience, minDelta: options.minDelta)
    }

    /// Epochs that are done.
    public var epoch: Int { state.epoch }
    /// The best epoch so far and its objective.
    public var best: (value: Double, epoch: Int)? { state.best.map { ($0.value, $0.epoch) } }

    /// Trains until the epochs are done, the objective stops improving, a verdict ends it or `isInterrupted`, which is
    /// asked after every batch, says so. `report` is called once an epoch, before its checkpoint is written.
    public func run(
        report: (EpochMetrics) -> EpochVerdict, isInterrupted: () -> Bool
    ) throws(TrainingError) -> TrainingOutcome {
        while state.epoch < options.epochs {
            if state.exhausted { return .stoppedEarly(epoch: state.epoch) }
            guard let result = try runEpoch(state.epoch + 1, isInterrupted: isInterrupted) else {
                return .interrupted(epoch: state.epoch)
            }
            let verdict = report(result)
            if verdict == .abandoned { return .interrupted(epoch: state.epoch) }
            try conclude(result)
            if verdict == .stop, state.epoch < options.epochs { return .interrupted(epoch: state.epoch) }
        }
        return .completed(epoch: state.epoch)
    }

    /// Measures a split with the weights as they are; nil when interrupted.
    public func evaluate(
        _ split: Split, epoch: Int, isInterrupted: () -> Bool
    ) throws(TrainingError) -> [(name: String, value: Double)]? {
        var meter = task.meter(for: split)
        let samples = Array(0..<task.sampleCount(of: split))
        for (number, range) in batches(of: samples.count).enumerated() {
            let batch = batch(ofSize: range.count, mode: .evaluation)
            task.load(samples[range], of: split, epoch: epoch, into: batch)
            batch.tape.forward()
            try check(Double(batch.tape.values(of: batch.loss)[0]), "\(split.rawValue) loss", epoch, number + 1)
            meter.add(batch, samples: samples[range])
            if isInterrupted() { return nil }
        }
        return meter.results()
    }

    private func runEpoch(_ epoch: Int, isInterrupted: () -> Bool) throws(TrainingError) -> EpochMetrics? {
        let clock = ContinuousClock()
        let start = clock.now
        guard let training = try trainEpoch(epoch, isInterrupted: isInterrupted) else { return nil }
        let trained = clock.now
        guard let validation = try evaluate(.val, epoch: epoch, isInterrupted: isInterrupted) else { return nil }
        let seconds = (clock.now - start) / .seconds(1)
        let trainingSeconds = (trained - start) / .seconds(1)
        var metrics = training.results.map { ("train_" + $0.name, $0.value) }
        metrics += validation.map { ("val_" + $0.name, $0.value) }
        let speed = Double(task.sampleCount(of: .train)) / max(trainingSeconds, 1e-9)
        metrics += zip(
            EpochMetrics.common,
            [
                training.learningRate, training.meanNorm, training.largestNorm, seconds, speed,
                Double(task.parameters.trainedCount),
            ])
        return EpochMetrics(epoch: epoch, metrics: metrics)
    }

    private struct TrainedEpoch {
        var results: [(name: String, value: Double)] = []
        var learningRate = 0.0
        var meanNorm = 0.0
        var largestNorm = 0.0
    }

    private func trainEpoch(_ epoch: Int, isInterrupted: () -> Bool) throws(TrainingError) -> TrainedEpoch? {
        var result = TrainedEpoch()
        var meter = task.meter(for: .train)
        let order = SampleOrder.shuffled(task.sampleCount(of: .train), seed: options.seed, epoch: epoch)
        let ranges = batches(of: order.count)
        var updates = 0
        var normSum = 0.0
        for (number, range) in ranges.enumerated() {
            let batch = batch(ofSize: range.count, mode: .training)
            task.load(order[range], of: .train, epoch: epoch, into: batch)
            state.step += 1
            batch.tape.forward(step: state.step)
            try check(Double(batch.tape.values(of: batch.loss)[0]), "training loss", epoch, number + 1)
            meter.add(batch, samples: order[range])

            // The last group of an epoch may have fewer batches: its gradients are averaged over those.
            let place = number % options.accumulate
            let group = min(options.accumulate, ranges.count - (number - place))
            batch.tape.backward(accumulate: place > 0, scale: 1 / Float(group))
            if place == group - 1 {
                let clipping = GradientClipping(of: task.parameters, maximum: options.clip, pool: pool)
                try check(clipping.norm, "gradient", epoch, number + 1)
                result.learningRate = options.schedule.rate(
                    at: SchedulePosition(epoch: epoch - 1, step: optimizer.steps + 1))
                optimizer.step(learningRate: result.learningRate, gradientScale: clipping.scale)
                updates += 1
                normSum += clipping.norm
                result.largestNorm = max(result.largestNorm, clipping.norm)
            }
            if isInterrupted() { return nil }
        }
        result.results = meter.results()
        result.meanNorm = normSum / Double(max(updates, 1))
        return result
    }

    /// Takes an epoch into the state and onto the disk.
    private func conclude(_ report: EpochMetrics) throws(TrainingError) {
        let value = report[options.objective] ?? .nan
        let improves = value.isFinite && (state.best.map { options.mode.isBetter(value, than: $0.value) } ?? true)
        state.epoch = report.epoch
        state.updates = optimizer.steps
        if improves { state.best = TrainingState.Best(value: value, epoch: report.epoch) }
        state.exhausted = stopping.observe(value) == .exhausted
        state.stoppingBest = stopping.best
        state.waited = stopping.waited
        if improves { try writeBestWeights() }
        try writeCheckpoint()
    }

    /// The ranges of an epoch's batches, the last of which may be smaller.
    private func batches(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: options.batchSize).map { $0..<min($0 + options.batchSize, count) }
    }

    private func batch(ofSize size: Int, mode: Tape.Mode) -> Task.Batch {
        let known = mode == .training ? trainingBatches[size] : evaluationBatches[size]
        if let known { return known }
        let made = task.record(size: size, mode: mode, pool: pool, seed: options.seed)
        if mode == .training { trainingBatches[size] = made } else { evaluationBatches[size] = made }
        return made
    }

    private func check(_ value: Double, _ what: String, _ epoch: Int, _ batch: Int) throws(TrainingError) {
        guard value.isFinite else { throw .nonFinite(what: what, epoch: epoch, batch: batch) }
    }
}
