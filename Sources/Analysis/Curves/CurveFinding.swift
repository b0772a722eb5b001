/// What one trial's curves say, each with the numbers that say so.
public enum CurveFinding: Sendable, Hashable {
    /// `metric` hardly moves for the last quarter of the training or more, but less than half of it: it is done.
    case converged(Flat)
    /// `metric` hardly moves for half of the training or more: it is stuck.
    case plateau(Flat)
    /// The validation metric gets worse while the training metric gets better.
    case overfitting(Overfitting)
    /// The validation loss is more than 1.5 times the training loss over the last epochs.
    case wideGap(Ratio)
    /// The validation loss is less than 1.2 times the training loss over the last epochs.
    case narrowGap(Ratio)
    /// The training metric is worse than the validation metric throughout.
    case trainBelowValidation(Reversal)
    /// A metric got worse when the learning rate was set up again.
    case bounce(Bounce)
    /// The best epoch is the last one, and the metric was still getting better.
    case stillImproving(Improving)
    /// A metric was no finite number.
    case nonFinite(metric: String, epoch: Int, value: Double, epochs: Int)
    /// The gradients were many times larger than before.
    case explosion(Explosion)

    /// A stretch without progress.
    public struct Flat: Sendable, Hashable {
        /// The metric.
        public let metric: String
        /// The first epoch of it.
        public let since: Int
        /// The last epoch.
        public let last: Int
        /// The middle value over it.
        public let level: Double
        /// The smallest and the largest of the running medians over it.
        public let range: ClosedRange<Double>
        /// How much the metric had got better before it.
        public let progress: Double
        /// What counts as no movement.
        public let tolerance: Double
    }

    /// A stretch in which what is learned no longer carries over.
    public struct Overfitting: Sendable, Hashable {
        /// The metric of the training set.
        public let train: String
        /// The metric of the validation set.
        public let validation: String
        /// The epoch with the best value of `validation`.
        public let best: Int
        /// The value there.
        public let bestValue: Double
        /// The first epoch after it.
        public let from: Int
        /// The value of `validation` at the last epoch.
        public let lastValue: Double
        /// The middle slope of `validation` per epoch from `from` on.
        public let validationSlope: Double
        /// The middle slope of `train` per epoch from `best` on.
        public let trainSlope: Double
        /// How likely the values of `validation` from `from` on would be so ordered by chance.
        public let chance: Double
    }

    /// Two losses beside each other.
    public struct Ratio: Sendable, Hashable {
        /// The metric of the training set.
        public let train: String
        /// The metric of the validation set.
        public let validation: String
        /// The middle ratio over `epochs`.
        public let ratio: Double
        /// Its smallest and largest value there.
        public let range: ClosedRange<Double>
        /// The last epochs that both have.
        public let epochs: ClosedRange<Int>
    }

    /// A training metric behind its validation metric.
    public struct Reversal: Sendable, Hashable {
        /// The metric of the training set.
        public let train: String
        /// The metric of the validation set.
        public let validation: String
        /// In how many epochs the training metric was worse.
        public let worse: Int
        /// How many epochs have both.
        public let epochs: Int
        /// The middle difference, above 0.
        public let difference: Double
    }

    /// A setback at a restart of the learning rate.
    public struct Bounce: Sendable, Hashable {
        /// The metric.
        public let metric: String
        /// The epoch of the restart.
        public let epoch: Int
        /// The value at the epoch before.
        public let before: Double
        /// The value at `epoch`.
        public let after: Double
        /// The first epoch from there on that was as good as before; nil where there was none.
        public let recovered: Int?
        /// The learning rate before.
        public let rateBefore: Double
        /// The learning rate at `epoch`.
        public let rateAfter: Double
    }

    /// A curve that was cut off on its way.
    public struct Improving: Sendable, Hashable {
        /// The metric.
        public let metric: String
        /// The best epoch, which is the last.
        public let epoch: Int
        /// The value there.
        public let value: Double
        /// How much it got better per epoch, by the middle slope of the last `epochs`.
        public let gain: Double
        /// How many epochs that slope is of.
        public let epochs: Int
        /// How likely they would be so ordered by chance.
        public let chance: Double
    }

    /// A jump of the gradients.
    public struct Explosion: Sendable, Hashable {
        /// The metric.
        public let metric: String
        /// The first epoch of it.
        public let epoch: Int
        /// The value there.
        public let value: Double
        /// The middle value before.
        public let typical: Double
        /// In how many epochs it happened.
        public let count: Int
    }
}
