import Search
import Storage
import Studies

extension Study {
    /// The best trial of one objective: the best value among those that completed and meet the study's conditions, or where
    /// trials were confirmed with other seeds, the best mean. nil where there is none yet; of several objectives, where not just
    /// one is best.
    public func best() async throws(StudyError) -> TrialRecord? {
        let front = try await front()
        return front.count == 1 ? front[0] : nil
    }

    /// Of several objectives, the completed trials that no other one surpasses in every one of them, in order of number; of one
    /// objective the best.
    public func front() async throws(StudyError) -> [TrialRecord] { try await recorder.best() }

    /// All trials in order of number, but those that were deleted.
    public func trials() async throws(StudyError) -> [TrialRecord] { try await recorder.trials() }

    /// What trial `number` has reported, ascending.
    ///
    /// - Throws: `StudyError.unknownTrial`.
    public func epochs(of number: Int) async throws(StudyError) -> [EpochRecord] {
        try await recorder.epochs(of: number)
    }
}

extension Recorder {
    func best() throws(StudyError) -> [TrialRecord] {
        try inLibrary { () throws(Failure) in try study.best().trials.map { record(of: $0) } }
    }

    func trials() throws(StudyError) -> [TrialRecord] {
        try inLibrary { () throws(Failure) in try study.trials().map { record(of: $0) } }
    }

    func epochs(of number: Int) throws(StudyError) -> [EpochRecord] {
        try inLibrary { () throws(Failure) in
            _ = try study.trial(number)
            return try study.epochs(of: number).map { EpochRecord(epoch: $0.epoch, metrics: $0.metrics.byName) }
        }
    }

    private func record(of trial: Storage.Trial) -> TrialRecord {
        TrialRecord(
            number: trial.number, state: TrialRecord.State(trial.state), attempt: trial.attempt, seed: trial.seed,
            values: trial.parameters.asValues, objectives: trial.values, epoch: trial.bestEpoch)
    }
}

/// A trial as it is on record.
public struct TrialRecord: Sendable, Hashable {
    /// Where a trial stands.
    public enum State: Sendable, Hashable {
        /// In the queue.
        case waiting
        /// Begun, and not ended.
        case running
        /// It ran to its end.
        case completed
        /// The pruner stopped it after this epoch.
        case pruned(epoch: Int)
        /// It ended badly, for this reason.
        case failed(String)
        /// Interrupted, or set aside by the pruner; it can be resumed.
        case stopped
    }

    /// From 0.
    public let number: Int
    /// Where it stands.
    public let state: State
    /// How often it was begun; 0 while it waits.
    public let attempt: Int
    /// What its own chance followed from.
    public let seed: Int
    /// All its values by name: sampled, derived and fixed.
    public let values: [String: ParameterValue]
    /// The value of each objective, of a trial that has not completed what it has reached so far; empty before there is one.
    /// May be NaN.
    public let objectives: [Double]
    /// The epoch of that value; nil where it was told without one.
    public let epoch: Int?

    /// The value of the one objective; nil before there is one, and of several objectives.
    public var value: Double? { objectives.count == 1 ? objectives[0] : nil }

    /// The value of `parameter`; nil where the trial has none, or one of another kind.
    public subscript<Wrapped>(parameter: Parameter<Wrapped>) -> Wrapped? { parameter.read(values[parameter.name]) }
}

extension TrialRecord.State {
    init(_ state: TrialState) {
        self =
            switch state {
            case .waiting: .waiting
            case .running: .running
            case .completed: .completed
            case .pruned(let epoch): .pruned(epoch: epoch)
            case .failed(let reason): .failed(reason)
            case .stopped: .stopped
            }
    }
}

/// An epoch as it is on record.
public struct EpochRecord: Sendable, Hashable {
    /// From 0 or 1, as the trial counts.
    public let epoch: Int
    /// By name; values may be NaN or infinite.
    public let metrics: [String: Double]

    /// The epoch `epoch` with its metrics.
    public init(epoch: Int, metrics: [String: Double]) { (self.epoch, self.metrics) = (epoch, metrics) }
}
