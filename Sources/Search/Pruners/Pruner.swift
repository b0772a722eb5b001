/// What a pruner says of a running trial.
public enum Verdict: String, Sendable, Hashable {
    case `continue`
    case stop
    /// Set aside with its checkpoint: the pruner may promote it later, and then it goes on.
    case pause
}

/// A method that stops hopeless trials early: a function of values.
public protocol Pruner: Sendable {
    /// Judges a running trial that has just reported `epoch`.
    ///
    /// - Parameters:
    ///   - curve: the trial's own objective values up to and including `epoch`.
    ///   - trial: its number.
    ///   - epoch: from 1.
    ///   - history: every trial so far, the judged one included.
    func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict

    /// Whether it pauses trials rather than stop them, and promotes some of them later.
    var promotes: Bool { get }

    /// The number of the paused trial that goes on now, before any new one begins; nil where none is to.
    ///
    /// - Parameter history: every trial so far.
    func promotion(among history: History) -> Int?

    /// The rule by which it lets trials wait at an early epoch, so that the sampler compares them as they were there; nil for
    /// other pruners.
    var screening: Screening? { get }
}

extension Pruner {
    /// False: what is stopped stays so.
    public var promotes: Bool { false }

    /// None.
    public func promotion(among history: History) -> Int? { nil }

    /// None.
    public var screening: Screening? { nil }

    /// What proposes configurations beside this pruner: `sampler`, or where trials are screened one that shows it what can be
    /// compared.
    public func suggester(_ sampler: any Sampler) -> any Sampler {
        screening.map { ScreeningSampler(sampler, $0) } ?? sampler
    }
}
