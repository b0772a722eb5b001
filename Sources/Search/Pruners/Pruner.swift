/// What a pruner says of a running trial.
public enum Verdict: String, Sendable, Hashable {
    case `continue`
    case stop
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
}
