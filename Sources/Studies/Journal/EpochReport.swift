public import Storage
import Words

/// What a trial reported for one epoch.
public struct EpochReport: Sendable, Hashable {
    /// As the program counts, from 0 or 1, to `largestEpoch`.
    public var epoch: Int
    /// In the order of the report; each name once. Values may be NaN or infinite.
    public var metrics: [Metric]

    /// A report of `metrics` for `epoch`.
    public init(epoch: Int, metrics: [Metric]) {
        self.epoch = epoch
        self.metrics = metrics
    }

    /// The value of the metric `name`.
    public subscript(name: String) -> Double? { metrics.first { $0.name == name }?.value }

    /// Why nothing can be recorded of the report, nil where it can.
    public var mistake: String? {
        if !(0...Self.largestEpoch).contains(epoch) {
            return "epochs are counted from 0 or 1 to \(Self.largestEpoch), found \(epoch)"
        }
        if metrics.count > Self.mostMetrics { return "\(metrics.count) metrics are more than \(Self.mostMetrics)" }
        var seen: Set<String> = []
        for metric in metrics {
            if let mistake = Self.mistake(inName: metric.name) { return "this is \(mistake)" }
            if !seen.insert(metric.name).inserted { return "the metric \(metric.name) has two values" }
        }
        return nil
    }

    /// Epochs beyond this are refused.
    public static let largestEpoch = 1_000_000_000
    /// Reports of more metrics are refused.
    public static let mostMetrics = 10_000
    /// Longer names of metrics (in bytes) are refused.
    public static let longestName = 200

    /// Why `name` cannot be a metric's, nil where it can: the rule of every door that metrics come in by.
    public static func mistake(inName name: String) -> String? {
        if name.isEmpty { return "a metric without a name" }
        if name.utf8.count > longestName { return "a metric whose name is longer than \(longestName) bytes" }
        if shown(name) != name {
            return "a metric whose name holds control characters"
        }
        return nil
    }
}
