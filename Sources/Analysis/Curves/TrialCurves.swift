import Search

/// All metrics of one trial by epoch.
public struct TrialCurves: Sendable, Hashable {
    /// The metrics by name, each with its epochs ascending.
    public let metrics: [String: MetricCurve]
    /// The last epoch of any metric; nil without any.
    public let lastEpoch: Int?

    /// The curves of epochs in any order; of a repeated one the last counts.
    public init(_ epochs: [(epoch: Int, metrics: [String: Double])]) {
        var points: [String: [Int: Double]] = [:]
        for (epoch, metrics) in epochs {
            for (name, value) in metrics { points[name, default: [:]][epoch] = value }
        }
        metrics = points.mapValues { values in
            let ascending = values.sorted { $0.key < $1.key }
            return MetricCurve(epochs: ascending.map(\.key), values: ascending.map(\.value))
        }
        lastEpoch = epochs.map(\.epoch).max()
    }

    /// The curve of one metric.
    public subscript(name: String) -> MetricCurve? { metrics[name] }
}

/// One metric by epoch.
public struct MetricCurve: Sendable, Hashable {
    /// Ascending.
    public let epochs: [Int]
    /// The value at each of `epochs`; may be NaN or infinite.
    public let values: [Double]

    /// A curve; as many values as epochs.
    init(epochs: [Int], values: [Double]) { (self.epochs, self.values) = (epochs, values) }

    /// The same without the values that are no finite numbers.
    var finite: MetricCurve {
        let places = values.indices.filter { values[$0].isFinite }
        return MetricCurve(epochs: places.map { epochs[$0] }, values: places.map { values[$0] })
    }

    /// The same, less being better.
    func losses(_ direction: Direction) -> MetricCurve {
        MetricCurve(epochs: epochs, values: values.map { direction.loss($0) })
    }

    /// The part at and after the place `first`.
    func suffix(from first: Int) -> MetricCurve {
        MetricCurve(epochs: Array(epochs[first...]), values: Array(values[first...]))
    }

    /// The value at `epoch`.
    public func value(at epoch: Int) -> Double? { epochs.firstIndex(of: epoch).map { values[$0] } }
}
