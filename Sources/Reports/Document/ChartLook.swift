import Charts

/// How somebody wants pictures drawn.
public struct ChartLook: Sendable, Hashable {
    /// The names of the figures whose values have a logarithmic axis.
    public var logarithmic: Set<String>
    /// Over how many epochs curves are smoothed; 1 leaves them as they are.
    public var smoothing: Int

    /// As a report has them: linear axes, curves as recorded.
    public init(logarithmic: Set<String> = [], smoothing: Int = 1) {
        (self.logarithmic, self.smoothing) = (logarithmic, smoothing)
    }

    /// What the curves' charts take.
    var weight: Double { Smoothing.weight(over: smoothing) }

    func isLogarithmic(_ figure: String) -> Bool { logarithmic.contains(figure) }
}

extension Figure {
    /// What of a picture somebody can choose.
    public enum Choice: Sendable, Hashable {
        /// Whether the axis of its values is logarithmic.
        case logarithmic
        /// Over how many epochs it is smoothed.
        case smoothing
    }
}
