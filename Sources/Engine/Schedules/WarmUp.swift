/// A straight rise from one rate to another over the first epochs, then another schedule, which starts at its own
/// epoch 0 when the warm-up is over.
public struct WarmUp: Schedule {
    /// Epochs of the rise.
    public let epochs: Int
    /// The first epoch's rate.
    public let from: Double
    /// The rate that the rise leads to.
    public let to: Double
    /// What follows.
    public let next: any Schedule

    /// A rise over `epochs` epochs, from 0 on.
    public init(epochs: Int, from: Double, to: Double, then next: any Schedule) {
        self.epochs = max(0, epochs)
        self.from = from
        self.to = to
        self.next = next
    }

    /// `from + (to - from) epoch / epochs` during the warm-up.
    public func rate(at position: SchedulePosition) -> Double {
        if position.epoch < epochs { return from + (to - from) * Double(position.epoch) / Double(epochs) }
        return next.rate(at: SchedulePosition(epoch: position.epoch - epochs, step: position.step))
    }
}
