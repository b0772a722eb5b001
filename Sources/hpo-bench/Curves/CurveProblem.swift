import Search

/// A search problem that answers for any configuration with the whole curve of its training.
protocol CurveProblem: Sendable {
    var name: String { get }
    var direction: Direction { get }
    var space: Space { get }
    /// The epochs of a full training.
    var steps: Int { get }

    /// The objective at each epoch of a training with this configuration; NaN from where it diverged.
    func curve(of configuration: Configuration) -> [Double]

    /// How far the end of a training with this configuration and curve is from the best known, as a share of the way from
    /// there to the median, within 0 … 2.
    func regret(of configuration: Configuration, _ curve: [Double]) -> Double
}

extension CurveProblem {
    /// What problems of one kind have in common in their names: up to the first `-`, of `curves-…` to the second.
    var family: String {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        return parts.prefix(parts.first == "curves" ? 2 : 1).joined(separator: "-")
    }
}

extension RecordedTable: CurveProblem {
    func regret(of configuration: Configuration, _ curve: [Double]) -> Double {
        regret(ofLoss: direction.loss(curve.last ?? .nan))
    }
}
