/// The same learning rate always.
public struct Constant: Schedule {
    /// The rate.
    public let base: Double

    /// A schedule that stays at `base`.
    public init(base: Double) { self.base = base }

    /// `base`.
    public func rate(at position: SchedulePosition) -> Double { base }
}
