/// A learning rate as a function of how far the training is: a value without memory, so that a resumed training needs
/// nothing but its position.
///
///     let schedule = WarmUp(epochs: 10, from: 1e-6, to: 1e-4, then: Cosine(base: 1e-4, etaMin: 1e-5, epochs: 140))
///     schedule.rate(at: SchedulePosition(epoch: 0, step: 1))    // 1e-6
public protocol Schedule: Sendable {
    /// The learning rate at a position.
    func rate(at position: SchedulePosition) -> Double
}

/// Where a training stands when it asks for its learning rate.
public struct SchedulePosition: Sendable, Hashable {
    /// Finished epochs, from 0.
    public var epoch: Int
    /// The optimiser's step that comes next, from 1.
    public var step: Int

    /// A position; `epoch` from 0, `step` from 1.
    public init(epoch: Int, step: Int) {
        self.epoch = epoch
        self.step = step
    }
}
