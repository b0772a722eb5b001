/// Stops a trial when any of several pruners does.
///
/// ```swift
/// AnyPruner([MedianPruner(), ThresholdPruner(upper: 10)])
/// ```
public struct AnyPruner: Pruner {
    /// The pruners that are asked.
    public let pruners: [any Pruner]

    /// A pruner; without any to ask it stops nothing.
    public init(_ pruners: [any Pruner]) { self.pruners = pruners }

    /// `stop` where one says so.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        pruners.contains { $0.verdict(on: curve, of: trial, at: epoch, among: history) == .stop } ? .stop : .continue
    }
}

/// Stops a trial when all of several pruners do, at the same report.
///
/// ```swift
/// AllPruner([PatiencePruner(patience: 3), MedianPruner()])
/// ```
public struct AllPruner: Pruner {
    /// The pruners that are asked.
    public let pruners: [any Pruner]

    /// A pruner; without any to ask it stops nothing.
    public init(_ pruners: [any Pruner]) { self.pruners = pruners }

    /// `stop` where each says so.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        let agree = pruners.allSatisfy { $0.verdict(on: curve, of: trial, at: epoch, among: history) == .stop }
        return agree && !pruners.isEmpty ? .stop : .continue
    }
}
