/// Fixed limits: a trial whose latest value lies outside `lower … upper`, or is NaN, is stopped.
///
/// ```swift
/// ThresholdPruner(upper: 10, warmupEpochs: 2).verdict(on: curve, of: 12, at: 3, among: history)
/// ```
/// The limits are in the metric's own units, whatever the direction.
public struct ThresholdPruner: Pruner, Hashable {
    /// A value below it stops; nil means no limit.
    public let lower: Double?
    /// A value above it stops; nil means no limit.
    public let upper: Double?
    /// The earliest epoch that is judged.
    public var warmupEpochs: Int { schedule.warmupEpochs }
    /// Every so many epochs a verdict is due, counted from `warmupEpochs`; the first report from then on gets it.
    public var interval: Int { schedule.interval }

    private let schedule: VerdictSchedule

    /// A pruner; numbers below what makes sense (0, 1) are raised to it, and a limit of NaN is none.
    public init(lower: Double? = nil, upper: Double? = nil, warmupEpochs: Int = 0, interval: Int = 1) {
        self.lower = lower.flatMap { $0.isNaN ? nil : $0 }
        self.upper = upper.flatMap { $0.isNaN ? nil : $0 }
        schedule = VerdictSchedule(warmupEpochs: warmupEpochs, interval: interval)
    }

    /// Stops a trial whose value at `epoch` is NaN or outside the limits.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        guard let value = curve.value(at: epoch), schedule.isDue(at: epoch, on: curve) else { return .continue }
        if value.isNaN { return .stop }
        if let lower, value < lower { return .stop }
        if let upper, value > upper { return .stop }
        return .continue
    }
}
