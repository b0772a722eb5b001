/// Stops nothing.
public struct NoPruner: Pruner, Hashable {
    /// A pruner; it has no options.
    public init() {}

    /// Always `continue`.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict { .continue }
}
