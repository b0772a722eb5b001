import System

/// Half a cosine wave from the base rate down to eta_min, a value an epoch.
/// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", equation 5 without restarts.
public struct Cosine: Schedule {
    /// The rate at the start.
    public let base: Double
    /// The rate that it falls to.
    public let etaMin: Double
    /// Epochs from `base` to `etaMin`; it stays there afterwards.
    public let epochs: Int

    /// A wave over `epochs` epochs.
    public init(base: Double, etaMin: Double, epochs: Int) {
        self.base = base
        self.etaMin = etaMin
        self.epochs = max(1, epochs)
    }

    /// `eta_min + (base - eta_min) (1 + cos(pi epoch / epochs)) / 2`.
    public func rate(at position: SchedulePosition) -> Double {
        let share = Double(min(max(position.epoch, 0), epochs)) / Double(epochs)
        return etaMin + (base - etaMin) * (1 + Mathematics.cosine(.pi * share)) / 2
    }
}
