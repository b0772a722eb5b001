import System

/// Cosine waves, each starting again at the base rate and `multiplier` times as long as the one before.
/// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", equation 5.
public struct CosineWarmRestarts: Schedule {
    /// The rate at each restart.
    public let base: Double
    /// The rate that each wave falls towards.
    public let etaMin: Double
    /// Epochs of the first wave, the paper's T_0.
    public let firstPeriod: Int
    /// The paper's T_mult.
    public let multiplier: Int

    /// Waves of `firstPeriod`, `firstPeriod * multiplier`, … epochs.
    public init(base: Double, etaMin: Double, firstPeriod: Int, multiplier: Int) {
        self.base = base
        self.etaMin = etaMin
        self.firstPeriod = max(1, firstPeriod)
        self.multiplier = max(1, multiplier)
    }

    /// The wave's cosine at the epoch within it.
    public func rate(at position: SchedulePosition) -> Double {
        var within = max(0, position.epoch)
        var period = firstPeriod
        if multiplier == 1 { within %= period }
        while within >= period {
            within -= period
            let (longer, overflow) = period.multipliedReportingOverflow(by: multiplier)
            period = overflow ? .max : longer
        }
        return etaMin + (base - etaMin) * (1 + Mathematics.cosine(.pi * Double(within) / Double(period))) / 2
    }
}
