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

    /// `stop` where one says so, else `pause` where one does.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        let verdicts = pruners.map { $0.verdict(on: curve, of: trial, at: epoch, among: history) }
        return verdicts.contains(.stop) ? .stop : verdicts.contains(.pause) ? .pause : .continue
    }

    /// Whether one of them promotes.
    public var promotes: Bool { pruners.contains(where: \.promotes) }

    /// Of the first of them that has one.
    public var screening: Screening? { pruners.lazy.compactMap(\.screening).first }

    /// What the first of them promotes that promotes any.
    public func promotion(among history: History) -> Int? {
        pruners.lazy.compactMap { $0.promotion(among: history) }.first
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

    /// `stop` where each says so, `pause` where some would only pause.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        let verdicts = pruners.map { $0.verdict(on: curve, of: trial, at: epoch, among: history) }
        if verdicts.isEmpty || verdicts.contains(.continue) { return .continue }
        return verdicts.contains(.pause) ? .pause : .stop
    }

    /// Whether one of them promotes.
    public var promotes: Bool { pruners.contains(where: \.promotes) }

    /// Of the first of them that has one.
    public var screening: Screening? { pruners.lazy.compactMap(\.screening).first }

    /// What the first of them promotes that promotes any.
    public func promotion(among history: History) -> Int? {
        pruners.lazy.compactMap { $0.promotion(among: history) }.first
    }
}
