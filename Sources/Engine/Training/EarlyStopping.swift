/// Ends a training when its objective has not improved by `minDelta` for `patience` epochs.
///
///     var stopping = EarlyStopping(mode: .maximize, patience: 20, minDelta: 1e-4)
///     if stopping.observe(0.74) == .exhausted { … }
public struct EarlyStopping: Sendable, Hashable {
    /// What one epoch's value means.
    enum Observation: Sendable, Hashable {
        /// Better than the best by more than `minDelta`.
        case improved
        /// Not better, and there is patience left.
        case waiting
        /// Not better for `patience` epochs.
        case exhausted
    }

    /// Which way is better.
    public let mode: Mode
    /// Epochs without improvement that end the training; 0 waits for ever.
    public let patience: Int
    /// What an improvement must exceed.
    public let minDelta: Double
    /// The value of the last improvement.
    public internal(set) var best: Double?
    /// Epochs since then.
    var waited = 0

    /// Whether more or less of a metric is better.
    public enum Mode: String, Sendable, Hashable {
        case minimize, maximize

        /// Whether `value` is better than `other` by more than `margin`. NaN is never better.
        public func isBetter(_ value: Double, than other: Double, by margin: Double = 0) -> Bool {
            switch self {
            case .minimize: value < other - margin
            case .maximize: value > other + margin
            }
        }
    }

    /// A fresh watch.
    public init(mode: Mode, patience: Int, minDelta: Double) {
        self.mode = mode
        self.patience = patience
        self.minDelta = minDelta
    }

    /// Takes the next epoch's value. One that is not finite is no improvement.
    mutating func observe(_ value: Double) -> Observation {
        let improved = value.isFinite && (best.map { mode.isBetter(value, than: $0, by: minDelta) } ?? true)
        if improved {
            best = value
            waited = 0
            return .improved
        }
        waited += 1
        return patience > 0 && waited >= patience ? .exhausted : .waiting
    }
}
