/// A linear rise over the warm-up steps, then a fall with the square root of the step, a value a step.
/// Vaswani et al., "Attention Is All You Need", equation 3.
public struct Noam: Schedule {
    /// The model's width.
    public let dModel: Int
    /// Steps of the rise.
    public let warmupSteps: Int

    /// A schedule for a model of width `dModel`.
    public init(dModel: Int, warmupSteps: Int) {
        self.dModel = max(1, dModel)
        self.warmupSteps = max(1, warmupSteps)
    }

    /// `d_model^-0.5 min(step^-0.5, step warmup^-1.5)`.
    public func rate(at position: SchedulePosition) -> Double {
        let step = Double(max(1, position.step))
        let warmup = Double(warmupSteps)
        return min(1 / step.squareRoot(), step / (warmup * warmup.squareRoot())) / Double(dModel).squareRoot()
    }
}
