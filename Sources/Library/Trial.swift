import Storage
import Studies

/// Whether a trial is to go on.
public enum TrialVerdict: Sendable, Hashable {
    /// It goes on.
    case `continue`
    /// The pruner has stopped it, or set it aside: whatever it still reports counts no more.
    case stop
}

/// A trial that runs: its values, and where it reports.
///
/// ```swift
/// for epoch in 1...20 {
///     let loss = train(rate: trial[rate], layers: trial[layers])
///     guard try await trial.report(epoch: epoch, ["loss": loss]) == .continue else { return }
/// }
/// ```
public struct Trial: Sendable {
    /// From 0.
    public let number: Int
    /// From 1; 2 is the first time that it was begun again, after an interruption or a pause.
    public let attempt: Int
    /// What its own chance is to follow from, 0 … 2^32 - 1: another one in each trial.
    public let seed: Int
    /// All its values by name: sampled, derived and fixed. A parameter that is not there in this trial has none.
    public let values: [String: ParameterValue]
    let id: TrialAttempt
    let recorder: Recorder
    /// Whether it was asked for, and runs until it is told.
    let isAsked: Bool

    init(_ claimed: ClaimedTrial, _ recorder: Recorder, isAsked: Bool) {
        id = claimed.attempt
        (number, attempt, seed) = (id.number, id.attempt, claimed.seed)
        values = claimed.parameters.asValues
        (self.recorder, self.isAsked) = (recorder, isAsked)
    }

    /// The value of `parameter`.
    ///
    /// - Precondition: `parameter` is one of those that the study was made or opened with; their values were checked when the
    ///   trial began.
    public subscript<Wrapped>(parameter: Parameter<Wrapped>) -> Wrapped {
        guard let value = parameter.read(values[parameter.name]) else {
            preconditionFailure("`\(parameter.name)` is none of the parameters that the study was opened with")
        }
        return value
    }

    /// Records the metrics of an epoch, and asks the pruner about it. On record once it returns; costs a transaction.
    ///
    /// Reports of one epoch are merged: new metrics are added, a repeated one takes its last value.
    ///
    /// - Parameters:
    ///   - epoch: from 0 or 1.
    ///   - metrics: by name; NaN and infinities are kept.
    /// - Returns: whether to go on.
    /// - Throws: `StudyError.unusableReport`, and other errors of the database; `CancellationError` where the task was
    ///   cancelled, or somebody wants the trial stopped: the epoch is on record then, and the trial is resumed by the next run.
    public func report(epoch: Int, _ metrics: [String: Double]) async throws -> TrialVerdict {
        let report = EpochReport(
            epoch: epoch, metrics: metrics.sorted { $0.key < $1.key }.map { Metric($0.key, $0.value) })
        if isAsked { return try await recorder.tell(report, of: number) }
        let verdict = try await recorder.record(report, of: id)
        if verdict == .continue {
            try Task.checkCancellation()
            if await recorder.isSetAside(number) { throw CancellationError() }
        }
        return verdict
    }

    /// A folder of its own, `studies/NAME/trial-0007` of the project that holds the database, made where there is none: for
    /// checkpoints and whatever else it writes. nil for a study in memory.
    public func folder() async throws(StudyError) -> String? { try await recorder.folder(of: id) }
}
