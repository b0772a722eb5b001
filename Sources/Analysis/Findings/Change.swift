public import Expressions
public import Search

/// What a finding proposes, as data.
public enum Change: Sendable, Hashable {
    /// Search `parameter` over a larger domain.
    case widen(parameter: String, to: Domain)
    /// Search `parameter` over a smaller domain.
    case narrow(parameter: String, to: Domain)
    /// Take `parameter` out of the search, at this value.
    case fix(parameter: String, at: Value)
    /// Run so many more trials.
    case moreTrials(Int)
    /// Run each of these trials so many times more with other seeds.
    case confirm(trials: [Int], times: Int)
    /// Let no trial be pruned before this epoch.
    case prunerWarmup(epochs: Int)
    /// Train for so many epochs.
    case epochs(Int)
    /// Turn a part of the training up or down.
    case turn(Knob, Turn)

    /// A part of a training that many parameters belong to.
    public enum Knob: String, Sendable, Hashable, CaseIterable {
        /// Dropout, weight decay.
        case regularization
        /// Layers, heads, widths.
        case capacity
        /// Flips, rotation, colours.
        case augmentation
        /// The learning rate.
        case learningRate
        /// The rate that a schedule ends with.
        case finalLearningRate
        /// The norm that gradients are clipped to.
        case clipping
    }

    /// Which way.
    public enum Turn: String, Sendable, Hashable {
        case up
        case down
    }
}
